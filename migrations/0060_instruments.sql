-- Shared instruments: their records, the hubs they are offered through, their rules, who was trained, their bookings.

-- hub_id is the hub that keeps it: bookings of it stand there, whichever hub they were made through, so that one
-- constraint in one place keeps two from having it at the same time.
CREATE TABLE instruments (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  code TEXT NOT NULL UNIQUE,         -- stands in its address and on its label
  provider_id UUID NOT NULL REFERENCES organizations (id),
  name TEXT NOT NULL,
  category TEXT NOT NULL,            -- six digits
  division TEXT NOT NULL,            -- GB/T 2260
  words TEXT NOT NULL,               -- what it is found by, in small letters of half width
  record JSONB NOT NULL,             -- every field of the record
  state TEXT NOT NULL,               -- draft, offered, out, retired
  out_words TEXT NOT NULL DEFAULT '',
  shown BIGINT NOT NULL DEFAULT 0,   -- 1: offered or out of service, and approved by a hub
  rules_number BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id)
);
CREATE INDEX instruments_shown ON instruments (code) WHERE shown = 1;
CREATE INDEX instruments_of_class ON instruments (category, code) WHERE shown = 1;
CREATE INDEX instruments_of_provider ON instruments (provider_id, code);

-- What it measures and the standards it tests to, one row each.
CREATE TABLE instrument_terms (
  hub_id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  kind TEXT NOT NULL,                -- measure, standard
  number BIGINT NOT NULL,
  norm TEXT NOT NULL,                -- small letters of half width, without spaces
  PRIMARY KEY (hub_id, instrument_id, kind, number),
  FOREIGN KEY (hub_id, instrument_id) REFERENCES instruments (hub_id, id)
);
CREATE INDEX instrument_terms_of ON instrument_terms (kind, norm);

-- A hub through which it is offered: asked by the provider, approved by the hub.
CREATE TABLE instrument_offers (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  home_id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  state TEXT NOT NULL,               -- asked, approved, declined, ended
  words TEXT NOT NULL DEFAULT '',
  asked_at BIGINT NOT NULL,
  decided_by UUID REFERENCES people (id),
  decided_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, instrument_id),
  FOREIGN KEY (home_id, instrument_id) REFERENCES instruments (hub_id, id)
);
CREATE INDEX instrument_offers_of ON instrument_offers (home_id, instrument_id, state);
CREATE INDEX instrument_offers_asked ON instrument_offers (hub_id, asked_at) WHERE state = 'asked';

-- The rules as they were at any time: a booking keeps to those it was made under.
CREATE TABLE instrument_rules (
  hub_id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  number BIGINT NOT NULL,
  body JSONB NOT NULL,
  set_by UUID REFERENCES people (id),
  set_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, instrument_id, number),
  FOREIGN KEY (hub_id, instrument_id) REFERENCES instruments (hub_id, id)
);

-- Who asked to be trained, and until when a training holds.
CREATE TABLE instrument_trainings (
  hub_id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  firm_id UUID NOT NULL REFERENCES organizations (id),
  provider_id UUID NOT NULL REFERENCES organizations (id),
  asked_at BIGINT NOT NULL,
  given_by UUID REFERENCES people (id),
  given_at BIGINT,
  expires_on TEXT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, instrument_id, person_id),
  FOREIGN KEY (hub_id, instrument_id) REFERENCES instruments (hub_id, id)
);
CREATE INDEX instrument_trainings_of ON instrument_trainings (person_id);

-- A use of an instrument. Held, asked for and booked ones take its time; the rest tell what became of them.
CREATE TABLE bookings (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  instrument_id UUID NOT NULL,
  instrument_name TEXT NOT NULL,     -- as it was called then
  through_id UUID NOT NULL REFERENCES hubs (id),
  firm_id UUID NOT NULL REFERENCES organizations (id),
  firm_name TEXT NOT NULL,
  provider_id UUID NOT NULL REFERENCES organizations (id),
  person_id UUID NOT NULL REFERENCES people (id),   -- whose use it is
  booked_by UUID NOT NULL REFERENCES people (id),
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  busy_from BIGINT NOT NULL,         -- with set-up
  busy_until BIGINT NOT NULL,        -- with cleaning
  state TEXT NOT NULL,               -- held, asked, booked; expired, released, declined, cancelled
  held_until BIGINT,
  rules_number BIGINT NOT NULL,
  samples BIGINT NOT NULL DEFAULT 0,
  purpose TEXT NOT NULL DEFAULT '',
  answers TEXT NOT NULL,             -- the provider's questions with what was answered
  price_fen BIGINT NOT NULL,         -- for what was booked; final once it was used
  fee_fen BIGINT NOT NULL DEFAULT 0, -- of a late cancellation
  words TEXT NOT NULL DEFAULT '',    -- why it was declined or cancelled
  made_at BIGINT NOT NULL,
  ended_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, instrument_id) REFERENCES instruments (hub_id, id),
  CHECK (starts_at < ends_at),
  CHECK (busy_from <= starts_at AND ends_at <= busy_until)
);
CREATE INDEX bookings_live ON bookings (hub_id, instrument_id, busy_from) WHERE state IN ('held', 'asked', 'booked');
CREATE INDEX bookings_of_firm ON bookings (firm_id, starts_at);
CREATE INDEX bookings_of_provider ON bookings (provider_id, starts_at);
CREATE INDEX bookings_through ON bookings (through_id, starts_at);
CREATE INDEX bookings_held ON bookings (held_until) WHERE state = 'held';
CREATE INDEX bookings_of_person ON bookings (person_id, starts_at);
CREATE INDEX bookings_by_person ON bookings (booked_by);
