-- The evidence: service records, the events behind them, and each hub's append-only log.

CREATE TABLE events (
  hub_id UUID NOT NULL,              -- nil UUID: not of one hub
  id UUID NOT NULL,
  at BIGINT NOT NULL,
  person_id UUID,
  membership_id UUID,
  action TEXT NOT NULL,              -- need.sent, order.confirmed …
  object TEXT NOT NULL,              -- need, plan, order, record …
  object_id UUID NOT NULL,
  reference TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,                -- the exact JSON that the leaf commits to
  salt BYTEA NOT NULL,
  PRIMARY KEY (hub_id, id)
);
CREATE INDEX events_by_object ON events (object_id, id);

CREATE TABLE leaves (
  hub_id UUID NOT NULL,
  event_id UUID NOT NULL,
  commitment BYTEA NOT NULL,
  position BIGINT,                   -- NULL until the sequencer has placed it
  PRIMARY KEY (hub_id, event_id),
  FOREIGN KEY (hub_id, event_id) REFERENCES events (hub_id, id)
);
CREATE UNIQUE INDEX leaves_by_position ON leaves (hub_id, position) WHERE position IS NOT NULL;
CREATE INDEX leaves_waiting ON leaves (hub_id, event_id) WHERE position IS NULL;

CREATE TABLE log_tiles (
  hub_id UUID NOT NULL,
  level BIGINT NOT NULL,
  idx BIGINT NOT NULL,
  hashes BYTEA NOT NULL,
  PRIMARY KEY (hub_id, level, idx)
);

CREATE TABLE checkpoints (
  hub_id UUID NOT NULL,
  size BIGINT NOT NULL,
  root BYTEA NOT NULL,
  note TEXT NOT NULL,                -- C2SP tlog-checkpoint, signed
  signed_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, size)
);

CREATE TABLE records (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  order_id UUID NOT NULL,
  order_reference TEXT NOT NULL,
  corrects_id UUID,                  -- a correction points to what it replaces
  corrected_by UUID,                 -- and is found from there
  center_id UUID NOT NULL,
  center_kind TEXT NOT NULL,
  center_name TEXT NOT NULL,
  function TEXT NOT NULL,
  service_id UUID NOT NULL,
  service_name TEXT NOT NULL,
  provider_id UUID NOT NULL,
  provider_name TEXT NOT NULL,
  provider_uscc TEXT NOT NULL,
  firm_id UUID NOT NULL,
  firm_name TEXT NOT NULL,
  firm_uscc TEXT NOT NULL,
  firm_size TEXT NOT NULL,           -- size class, '' when unknown
  firm_division TEXT NOT NULL,
  firm_industry TEXT NOT NULL,
  accepted_on TEXT NOT NULL,
  due_on TEXT,
  delivered_on TEXT NOT NULL,
  confirmed_on TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL,
  month TEXT NOT NULL,               -- YYYY-MM of the confirmation
  price_fen BIGINT NOT NULL,
  deliverables TEXT NOT NULL,        -- JSON: name, SHA-256 and size of each file
  rating BIGINT,
  trips BIGINT NOT NULL,
  on_time BIGINT,                    -- NULL when there was no due date
  benefit TEXT NOT NULL,
  benefit_fen BIGINT,
  benefit_days BIGINT,
  benefit_how TEXT NOT NULL,
  counts BIGINT NOT NULL CHECK (counts IN (0, 1)),
  reasons TEXT NOT NULL,             -- why it does not count, rule codes, comma separated
  rule TEXT NOT NULL,                -- which schemes/service-record.toml edition decided
  correction_words TEXT NOT NULL DEFAULT '',
  event_id UUID NOT NULL,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
CREATE UNIQUE INDEX records_one_per_order ON records (hub_id, order_id) WHERE corrects_id IS NULL;
CREATE UNIQUE INDEX records_one_correction ON records (hub_id, corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX records_by_month ON records (hub_id, month, counts);
CREATE INDEX records_by_provider ON records (provider_id, confirmed_at);
CREATE INDEX records_by_firm ON records (firm_id, confirmed_at);
CREATE INDEX events_by_time ON events (at, id);
