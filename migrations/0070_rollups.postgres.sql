-- Read and written by the product itself for whom it has found to reach the hubs in question.
DO $$
DECLARE name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['organization_numbers', 'rollups', 'rollup_sets'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING ((SELECT current_setting(''yizhan.scope'', true)) = ''system'')', name);
  END LOOP;
END $$;
