-- From the booking to the use: who came, from when until when, what was used up, and what became of who did not come.

ALTER TABLE bookings ADD COLUMN came_at BIGINT;     -- somebody is at the instrument for it
ALTER TABLE bookings ADD COLUMN order_id UUID;      -- the order that it is for, or that it ended in; at the hub of through_id
CREATE INDEX bookings_of_order ON bookings (through_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX bookings_due ON bookings (starts_at, id) WHERE state = 'booked';

-- What the people at the instrument state.
CREATE TABLE booking_uses (
  hub_id UUID NOT NULL,
  booking_id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  through_id UUID NOT NULL REFERENCES hubs (id),
  firm_id UUID NOT NULL REFERENCES organizations (id),
  provider_id UUID NOT NULL REFERENCES organizations (id),
  began_at BIGINT,
  until_at BIGINT,
  side TEXT NOT NULL,                -- who stated it last: firm, provider, system
  person_id UUID REFERENCES people (id),
  words TEXT NOT NULL DEFAULT '',    -- why it was corrected
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, booking_id),
  FOREIGN KEY (hub_id, booking_id) REFERENCES bookings (hub_id, id),
  CHECK (until_at IS NULL OR began_at < until_at)
);
CREATE INDEX booking_uses_of ON booking_uses (hub_id, instrument_id, began_at);

-- What was used up, a line each.
CREATE TABLE booking_lines (
  hub_id UUID NOT NULL,
  booking_id UUID NOT NULL,
  number BIGINT NOT NULL,
  through_id UUID NOT NULL,
  firm_id UUID NOT NULL,
  provider_id UUID NOT NULL,
  name TEXT NOT NULL,
  quantity TEXT NOT NULL,
  price_fen BIGINT NOT NULL,         -- of the whole line
  PRIMARY KEY (hub_id, booking_id, number),
  FOREIGN KEY (hub_id, booking_id) REFERENCES bookings (hub_id, id)
);

-- A booking for which nobody came.
CREATE TABLE booking_strikes (
  hub_id UUID NOT NULL,
  booking_id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  through_id UUID NOT NULL REFERENCES hubs (id),
  firm_id UUID NOT NULL REFERENCES organizations (id),
  provider_id UUID NOT NULL REFERENCES organizations (id),
  struck_at BIGINT NOT NULL,
  state TEXT NOT NULL,               -- stands, appealed, upheld, taken-back
  appeal TEXT NOT NULL DEFAULT '',
  appealed_by UUID REFERENCES people (id),
  appealed_at BIGINT,
  decision TEXT NOT NULL DEFAULT '',
  decided_by UUID REFERENCES people (id),
  decided_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, booking_id),
  FOREIGN KEY (hub_id, booking_id) REFERENCES bookings (hub_id, id)
);
CREATE INDEX booking_strikes_of ON booking_strikes (firm_id, instrument_id, struck_at);
