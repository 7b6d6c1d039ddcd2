-- The second wall: the sides of the booking, as for the booking itself.
DO $$
DECLARE name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['booking_uses', 'booking_lines', 'booking_strikes']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true
      ELSE firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for())
      OR through_id = ANY ((SELECT hubs_in_reach())::UUID[]) END)', name);
  END LOOP;
END $$;
