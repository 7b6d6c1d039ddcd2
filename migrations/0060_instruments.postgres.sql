-- Nobody has an instrument while another has it, whoever writes the row. btree_gist is a trusted extension: who owns the
-- database may add it.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE bookings ADD CONSTRAINT bookings_never_twice EXCLUDE USING gist
  (hub_id WITH =, instrument_id WITH =, int8range(busy_from, busy_until) WITH &&)
  WHERE (state IN ('held', 'asked', 'booked'));

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
