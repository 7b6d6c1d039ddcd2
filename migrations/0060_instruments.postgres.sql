-- Nobody has an instrument while another has it, whoever writes the row. btree_gist is a trusted extension: who owns the
-- database may add it.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE bookings ADD CONSTRAINT bookings_never_twice EXCLUDE USING gist
  (hub_id WITH =, instrument_id WITH =, int8range(busy_from, busy_until) WITH &&)
  WHERE (state IN ('held', 'asked', 'booked'));

-- Two that write an instrument's time at the same moment each see the other's row and would wait for each other until
-- the deadlock is found, a second later. So they take turns.
CREATE FUNCTION take_turns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.instrument_id::TEXT, 60));
  RETURN NEW;
END $$;
CREATE TRIGGER bookings_take_turns BEFORE INSERT OR UPDATE OF instrument_id, busy_from, busy_until, state ON bookings
FOR EACH ROW WHEN (NEW.state IN ('held', 'asked', 'booked')) EXECUTE FUNCTION take_turns();

-- The second wall. The instruments, their rules and where they are offered are public, as the catalogue is.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('bookings', 'firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for())
      OR through_id = ANY ((SELECT hubs_in_reach())::UUID[])'),
    ('instrument_trainings', 'firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for())')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true ELSE %s END)', wall.name, wall.party);
  END LOOP;
END $$;
