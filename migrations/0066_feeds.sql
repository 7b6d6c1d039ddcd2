-- Addresses under which calendar programs read bookings: a person's own, those of an instrument, those through a hub. Whoever
-- has the address reads it; only its hash is kept. It is its maker's, and reads only while the maker may see the bookings.
CREATE TABLE feeds (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,                -- person, instrument, hub
  hub_id UUID,                       -- the hub, or the one that keeps the instrument
  subject_id UUID NOT NULL,          -- the person, the instrument or the hub
  token_hash BYTEA NOT NULL UNIQUE,
  made_at BIGINT NOT NULL,
  read_at BIGINT,                    -- last read, to the hour
  revoked_at BIGINT
);
CREATE UNIQUE INDEX feeds_one ON feeds (person_id, kind, subject_id) WHERE revoked_at IS NULL;
