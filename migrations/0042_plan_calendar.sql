-- A firm's plans by the firm: its calendar.
CREATE INDEX plans_of_firm ON plans (firm_id, hub_id, id);

-- The address under which somebody's calendar program reads the calendar of their firm. Only the hash is kept.
CREATE TABLE calendar_subscriptions (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people (id),
  organization_id UUID NOT NULL REFERENCES organizations (id),
  token_hash BYTEA NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  read_at BIGINT,                    -- last read, to the hour
  revoked_at BIGINT
);
CREATE UNIQUE INDEX calendar_subscriptions_one ON calendar_subscriptions (person_id, organization_id) WHERE revoked_at IS NULL;
