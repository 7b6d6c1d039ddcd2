-- Hours that instruments send themselves, and the tokens that they send them with.

CREATE TABLE instrument_tokens (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  provider_id UUID NOT NULL REFERENCES organizations (id),
  name TEXT NOT NULL,                -- of the device
  token_hash BYTEA NOT NULL UNIQUE,
  made_by UUID REFERENCES people (id),
  made_at BIGINT NOT NULL,
  used_at BIGINT,
  revoked_at BIGINT,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, instrument_id) REFERENCES instruments (hub_id, id)
);
CREATE INDEX instrument_tokens_of ON instrument_tokens (hub_id, instrument_id);

CREATE TABLE instrument_hours (
  hub_id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  sent_id TEXT NOT NULL,             -- as the device calls it: sent again it is known
  provider_id UUID NOT NULL REFERENCES organizations (id),
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  token_id UUID NOT NULL,
  taken_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, instrument_id, sent_id),
  FOREIGN KEY (hub_id, instrument_id) REFERENCES instruments (hub_id, id),
  CHECK (from_at < until_at)
);
CREATE INDEX instrument_hours_by_time ON instrument_hours (hub_id, instrument_id, from_at);
CREATE INDEX bookings_of_instrument ON bookings (hub_id, instrument_id, starts_at);
