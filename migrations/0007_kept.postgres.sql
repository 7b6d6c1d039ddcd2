-- What is kept as it was said: no statement can change or delete it.
CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% are kept', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER ratings_kept BEFORE UPDATE OR DELETE ON ratings FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER confirmations_kept BEFORE UPDATE OR DELETE ON confirmations FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER events_kept_u BEFORE UPDATE OF hub_id, id, at, action, object, object_id ON events FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER events_kept_d BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER records_kept_d BEFORE DELETE ON records FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER records_kept_u BEFORE UPDATE ON records FOR EACH ROW
WHEN (NEW.counts <> OLD.counts OR NEW.price_fen <> OLD.price_fen OR NEW.firm_id <> OLD.firm_id
  OR NEW.provider_id <> OLD.provider_id OR NEW.confirmed_at <> OLD.confirmed_at OR NEW.event_id <> OLD.event_id
  OR NEW.rating IS DISTINCT FROM OLD.rating OR NEW.trips <> OLD.trips)
EXECUTE FUNCTION kept();
