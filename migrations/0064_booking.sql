-- Bookings made together, the wait list, and what finds free time fast.

-- Bookings that were made together bear one number: the first one's.
ALTER TABLE bookings ADD COLUMN bundle TEXT;
CREATE INDEX bookings_of_bundle ON bookings (bundle) WHERE bundle IS NOT NULL;
-- Those that take an instrument's time never overlap, so what ends after a moment and begins before another is a range.
CREATE INDEX bookings_until ON bookings (hub_id, instrument_id, busy_until) WHERE state IN ('held', 'asked', 'booked');
-- What is measured is looked for in this index alone.
CREATE INDEX instrument_terms_sought ON instrument_terms (kind, norm, hub_id, instrument_id);
DROP INDEX instrument_terms_of;

-- Who waits for time of an instrument. What becomes free is kept for the first, for a while.
CREATE TABLE booking_waits (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  instrument_id UUID NOT NULL,
  through_id UUID NOT NULL REFERENCES hubs (id),
  firm_id UUID NOT NULL REFERENCES organizations (id),
  provider_id UUID NOT NULL REFERENCES organizations (id),
  person_id UUID NOT NULL REFERENCES people (id),
  from_at BIGINT NOT NULL,           -- a use that begins from here on
  until_at BIGINT NOT NULL,          -- and has ended by here
  minutes BIGINT NOT NULL,
  state TEXT NOT NULL,               -- waiting, offered; taken, missed, left, over
  booking_id UUID,                   -- the slot that was offered last
  joined_at BIGINT NOT NULL,
  ended_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, instrument_id) REFERENCES instruments (hub_id, id)
);
CREATE INDEX booking_waits_queue ON booking_waits (hub_id, instrument_id, joined_at) WHERE state IN ('waiting', 'offered');
CREATE INDEX booking_waits_of_firm ON booking_waits (firm_id, joined_at);
CREATE INDEX booking_waits_of_person ON booking_waits (person_id);
CREATE INDEX booking_waits_booking ON booking_waits (hub_id, booking_id) WHERE booking_id IS NOT NULL;
