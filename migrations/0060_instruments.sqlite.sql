-- Nobody has an instrument while another has it, whoever writes the row. Those that take its time never overlap, so the
-- one that begins last before the new one ends also ends last: it alone is asked.
CREATE TRIGGER bookings_never_twice_i BEFORE INSERT ON bookings
WHEN NEW.state IN ('held', 'asked', 'booked') AND (
  SELECT b.busy_until FROM bookings b WHERE b.hub_id = NEW.hub_id AND b.instrument_id = NEW.instrument_id
  AND b.state IN ('held', 'asked', 'booked') AND b.busy_from < NEW.busy_until
  ORDER BY b.busy_from DESC LIMIT 1) > NEW.busy_from
BEGIN SELECT RAISE(ABORT, 'bookings_never_twice'); END;
CREATE TRIGGER bookings_never_twice_u BEFORE UPDATE OF hub_id, id, instrument_id, busy_from, busy_until, state ON bookings
WHEN NEW.state IN ('held', 'asked', 'booked') AND (
  SELECT b.busy_until FROM bookings b WHERE b.hub_id = NEW.hub_id AND b.instrument_id = NEW.instrument_id
  AND b.state IN ('held', 'asked', 'booked') AND b.busy_from < NEW.busy_until
  AND NOT (b.hub_id = OLD.hub_id AND b.id = OLD.id)
  ORDER BY b.busy_from DESC LIMIT 1) > NEW.busy_from
BEGIN SELECT RAISE(ABORT, 'bookings_never_twice'); END;
