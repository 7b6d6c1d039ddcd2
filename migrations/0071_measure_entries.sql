-- What no record can tell of a hub: reported by it with evidence, checked by officials.

CREATE TABLE measure_entries (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,                -- of the catalogue of measures
  from_month TEXT NOT NULL,
  to_month TEXT NOT NULL,
  value TEXT NOT NULL,               -- a decimal number; 1 or 0 for yes or no
  words TEXT NOT NULL,               -- what the evidence shows
  state TEXT NOT NULL,               -- reported, accepted, returned, withdrawn
  reported_by UUID NOT NULL REFERENCES people (id),
  reported_at BIGINT NOT NULL,
  checked_by UUID REFERENCES people (id),
  checked_at BIGINT,
  checked_words TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id)
);
CREATE UNIQUE INDEX measure_entries_once ON measure_entries (hub_id, code, from_month)
  WHERE state IN ('reported', 'accepted');
CREATE INDEX measure_entries_of ON measure_entries (hub_id, code, to_month);
CREATE INDEX measure_entries_newest ON measure_entries (hub_id, reported_at);
CREATE INDEX measure_entries_by ON measure_entries (reported_by);
CREATE INDEX measure_entries_checked ON measure_entries (checked_by);
