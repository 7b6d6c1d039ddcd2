-- What is kept about a person, who read how they are reached, and that they were erased.

ALTER TABLE people ADD COLUMN erased_at BIGINT;

CREATE INDEX events_by_person ON events (person_id, at);
CREATE INDEX needs_by_sayer ON needs (said_by, sent_at);
CREATE INDEX needs_by_clerk ON needs (clerk_id) WHERE clerk_id IS NOT NULL;
CREATE INDEX need_drafts_by_person ON need_drafts (person_id, updated_at);
CREATE INDEX attachments_by_person ON attachments (person_id, created_at);
CREATE INDEX ratings_by_person ON ratings (person_id, rated_at);
CREATE INDEX join_requests_by_person ON join_requests (person_id);
CREATE INDEX links_by_email ON links (email) WHERE email IS NOT NULL;
CREATE INDEX experts_by_person ON experts (person_id) WHERE person_id IS NOT NULL;
