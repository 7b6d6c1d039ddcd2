-- The second wall of the hall. Windows are public, as the hub's hours are; who takes a number is nobody that we know, and
-- reads it by its address, as the system.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('appointments', 'firm_id = (SELECT acting_for())'),
    ('hall_tickets', 'false'),
    ('hall_visits', 'EXISTS (SELECT 1 FROM needs n WHERE n.hub_id = hall_visits.hub_id AND n.id = hall_visits.need_id)')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true ELSE %s END)', wall.name, wall.party);
  END LOOP;
END $$;
