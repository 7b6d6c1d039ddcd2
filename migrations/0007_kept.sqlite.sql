-- What is kept as it was said: no statement can change or delete it.
CREATE TRIGGER ratings_kept_u BEFORE UPDATE ON ratings BEGIN SELECT RAISE(ABORT, 'ratings are kept'); END;
CREATE TRIGGER ratings_kept_d BEFORE DELETE ON ratings BEGIN SELECT RAISE(ABORT, 'ratings are kept'); END;
CREATE TRIGGER confirmations_kept_u BEFORE UPDATE ON confirmations BEGIN SELECT RAISE(ABORT, 'confirmations are kept'); END;
CREATE TRIGGER confirmations_kept_d BEFORE DELETE ON confirmations BEGIN SELECT RAISE(ABORT, 'confirmations are kept'); END;
CREATE TRIGGER events_kept_u BEFORE UPDATE OF hub_id, id, at, action, object, object_id ON events BEGIN SELECT RAISE(ABORT, 'events are kept'); END;
CREATE TRIGGER events_kept_d BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are kept'); END;
CREATE TRIGGER records_kept_d BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'records are kept'); END;
CREATE TRIGGER records_kept_u BEFORE UPDATE ON records
WHEN NEW.counts <> OLD.counts OR NEW.price_fen <> OLD.price_fen OR NEW.firm_id <> OLD.firm_id
  OR NEW.provider_id <> OLD.provider_id OR NEW.confirmed_at <> OLD.confirmed_at OR NEW.event_id <> OLD.event_id
  OR NEW.rating IS NOT OLD.rating OR NEW.trips <> OLD.trips
BEGIN SELECT RAISE(ABORT, 'records are kept: correct with a new record'); END;
