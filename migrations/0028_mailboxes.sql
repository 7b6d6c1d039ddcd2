-- A second factor that was reset: until it is set up anew, by a mailed link, no password lets in. And the indexes of what
-- is listed page by page.

ALTER TABLE people ADD COLUMN factor_reset_at BIGINT;

CREATE INDEX sessions_seen ON sessions (person_id, seen_at);
CREATE INDEX affiliations_by_own ON affiliations (organization_id, declared_at);
CREATE INDEX join_requests_open_of ON join_requests (organization_id, created_at) WHERE decided_at IS NULL;
CREATE INDEX links_open ON links (organization_id, kind, expires_at);
CREATE INDEX links_open_of_hub ON links (hub_id, kind, expires_at);
