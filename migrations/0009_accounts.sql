-- Accounts: recovery codes, whom a person last acted for, invitations that were taken back, and what is swept away.

-- Codes that stand in for the second factor once each. Shown once; only the hash of each is kept.
CREATE TABLE recovery_codes (
  code_hash BYTEA PRIMARY KEY,       -- SHA-256 of the code's 80 random bits and the person's id
  person_id UUID NOT NULL REFERENCES people (id),
  made_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX recovery_codes_by_person ON recovery_codes (person_id);

ALTER TABLE people ADD COLUMN acted_as UUID;      -- membership last acted for
ALTER TABLE links ADD COLUMN revoked_at BIGINT;
CREATE INDEX links_by_organization ON links (organization_id, kind, created_at);
CREATE INDEX links_by_hub ON links (hub_id, kind, created_at);
CREATE INDEX links_by_creator ON links (created_by, kind, created_at);
CREATE INDEX links_by_expiry ON links (expires_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX attempts_by_time ON attempts (last_at);
CREATE INDEX memberships_by_role ON memberships (role, id);
CREATE INDEX affiliations_by_other ON affiliations (other_id);
-- Open requests only: a person asks an organization once at a time.
CREATE UNIQUE INDEX join_requests_open ON join_requests (organization_id, person_id) WHERE decided_at IS NULL;
CREATE INDEX join_requests_waiting ON join_requests (created_at) WHERE decided_at IS NULL;
CREATE INDEX links_by_person ON links (person_id, kind);
