-- Rounds of the yearly evaluation: what was opened, what was frozen of each hub, who looked at it, what came of it.

CREATE TABLE rounds (
  id UUID PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,         -- stands in its address: 2025-3303
  title TEXT NOT NULL,
  year BIGINT NOT NULL,              -- the year that is evaluated
  division TEXT NOT NULL,            -- of the bureau that runs it: 33, 3303
  level TEXT NOT NULL,               -- province, city; empty: both
  scheme_code TEXT NOT NULL,
  scheme TEXT NOT NULL,              -- its text as it was
  rules TEXT NOT NULL,               -- the edition of schemes/rounds.toml as it was, JSON
  hidden BIGINT NOT NULL DEFAULT 0,  -- 1: experts do not see the names of hubs
  state TEXT NOT NULL,               -- open, frozen, reviewed, draft, noticed, final, archived, called-off
  steps TEXT NOT NULL,               -- JSON: step and its last day, empty while the calendar is not announced
  opened_by UUID NOT NULL REFERENCES people (id),
  opened_at BIGINT NOT NULL,
  seed TEXT NOT NULL DEFAULT '',     -- of the sample, hex
  frozen_at BIGINT,
  drafted_at BIGINT,
  noticed_on TEXT,
  notice_until TEXT,
  first_by UUID REFERENCES people (id),  -- two people publish
  first_at BIGINT,
  final_by UUID REFERENCES people (id),
  final_at BIGINT,
  archive BYTEA,                     -- SHA-256 of the archive
  archived_at BIGINT,
  reason TEXT NOT NULL DEFAULT '',   -- why it was called off
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX rounds_by_year ON rounds (year, code);

CREATE TABLE round_hubs (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  round_id UUID NOT NULL REFERENCES rounds (id),
  hub_code TEXT NOT NULL,
  hub_name TEXT NOT NULL,
  state TEXT NOT NULL,               -- preparing, submitted, returned, accepted, absent
  remarks TEXT NOT NULL DEFAULT '',
  submitted_by UUID REFERENCES people (id),
  submitted_at BIGINT,
  checked_by UUID REFERENCES people (id),
  checked_at BIGINT,
  checked_words TEXT NOT NULL DEFAULT '',
  fraud TEXT NOT NULL DEFAULT '',    -- what was false; empty: nothing
  frozen TEXT NOT NULL DEFAULT '{}', -- values by column, JSON
  earlier TEXT NOT NULL DEFAULT '[]',
  checkpoint TEXT NOT NULL DEFAULT '',
  log_size BIGINT,
  root TEXT NOT NULL DEFAULT '',
  population TEXT NOT NULL DEFAULT '', -- reference numbers of the records that the sample is drawn from, a line each
  records BIGINT NOT NULL DEFAULT 0,
  event_id UUID,                     -- tells what was frozen
  score TEXT NOT NULL DEFAULT '',
  place BIGINT,
  grade TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, round_id)
);
CREATE INDEX round_hubs_of ON round_hubs (round_id, hub_code);

-- An expert who looks at a hub.
CREATE TABLE round_reviews (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  round_id UUID NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  label TEXT NOT NULL,               -- the expert without a name: E1
  alias TEXT NOT NULL,               -- the hub without a name
  state TEXT NOT NULL,               -- assigned, declined, done
  words TEXT NOT NULL DEFAULT '',    -- why it was declined: a conflict of interest
  assigned_by UUID NOT NULL REFERENCES people (id),
  assigned_at BIGINT NOT NULL,
  ended_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, round_id, person_id),
  FOREIGN KEY (hub_id, round_id) REFERENCES round_hubs (hub_id, round_id)
);
CREATE INDEX round_reviews_of ON round_reviews (round_id, hub_id, label);
CREATE INDEX round_reviews_by ON round_reviews (person_id, assigned_at);

CREATE TABLE round_scores (
  hub_id UUID NOT NULL,
  review_id UUID NOT NULL,
  measure TEXT NOT NULL,
  score TEXT NOT NULL,
  reason TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, review_id, measure),
  FOREIGN KEY (hub_id, review_id) REFERENCES round_reviews (hub_id, id)
);

-- Records that are called back.
CREATE TABLE round_sample (
  hub_id UUID NOT NULL,
  round_id UUID NOT NULL,
  position BIGINT NOT NULL,
  reference TEXT NOT NULL,
  outcome TEXT NOT NULL DEFAULT '',  -- held, wrong, unreachable
  words TEXT NOT NULL DEFAULT '',
  called_by UUID REFERENCES people (id),
  called_at BIGINT,
  PRIMARY KEY (hub_id, round_id, position),
  FOREIGN KEY (hub_id, round_id) REFERENCES round_hubs (hub_id, round_id)
);

CREATE TABLE round_objections (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  round_id UUID NOT NULL,
  number BIGINT NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  name TEXT NOT NULL,                -- real name
  organization TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL,
  address TEXT NOT NULL,
  words TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  due_on TEXT,
  state TEXT NOT NULL,               -- open, upheld, refused
  answer TEXT NOT NULL DEFAULT '',
  effect TEXT NOT NULL DEFAULT '',   -- what it changed, in words
  value_column TEXT NOT NULL DEFAULT '',
  value_from TEXT NOT NULL DEFAULT '',
  value_to TEXT NOT NULL DEFAULT '',
  answered_by UUID REFERENCES people (id),
  answered_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, round_id) REFERENCES round_hubs (hub_id, round_id)
);
CREATE UNIQUE INDEX round_objections_number ON round_objections (round_id, number);
CREATE INDEX round_objections_by ON round_objections (person_id, made_at);
