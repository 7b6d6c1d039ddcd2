-- A version is kept as it was.
CREATE TRIGGER plan_versions_kept BEFORE UPDATE OR DELETE ON plan_versions FOR EACH ROW EXECUTE FUNCTION kept();

-- The versions of a plan are its firm's and its hub's. Of a change each provider reads what concerns its own work.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('plan_versions', 'EXISTS (SELECT 1 FROM plans p WHERE p.hub_id = plan_versions.hub_id
      AND p.id = plan_versions.plan_id AND p.firm_id = (SELECT acting_for()))'),
    ('plan_change_parties', 'organization_id = (SELECT acting_for()) OR firm_id = (SELECT acting_for())'),
    ('plan_changes', 'firm_id = (SELECT acting_for()) OR EXISTS (SELECT 1 FROM plan_change_parties p
      WHERE p.hub_id = plan_changes.hub_id AND p.change_id = plan_changes.id)'),
    ('plan_change_lines', 'provider_id = (SELECT acting_for()) OR EXISTS (SELECT 1 FROM plan_changes c
      WHERE c.hub_id = plan_change_lines.hub_id AND c.id = plan_change_lines.change_id
      AND c.firm_id = (SELECT acting_for()))')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true ELSE %s END)', wall.name, wall.party);
  END LOOP;
END $$;
