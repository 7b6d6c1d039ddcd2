-- A list that was taken in is its hub's; one of no hub is seen by who sees everything. The rows name people and how to
-- reach them, so that no party sees them.
DO $$
DECLARE name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['imports', 'import_rows']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      ELSE hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) END)', name);
  END LOOP;
END $$;
