-- Of a reassignment the firm, the hub and the first provider know; the second only knows its own order.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('reassignments', 'EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = reassignments.hub_id AND o.id = reassignments.order_id)')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true ELSE %s END)', wall.name, wall.party);
  END LOOP;
END $$;

-- What goes on within an organization is its own, and no hub's.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('approval_rules', 'organization_id = (SELECT acting_for())'),
    ('approvals', 'organization_id = (SELECT acting_for())'),
    ('approval_decisions', 'EXISTS
      (SELECT 1 FROM approvals a WHERE a.hub_id = approval_decisions.hub_id AND a.id = approval_decisions.approval_id)')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY own ON %I USING (CASE WHEN (SELECT sees_all()) THEN true ELSE %s END)', wall.name,
      wall.party);
  END LOOP;
END $$;
CREATE TRIGGER approval_decisions_kept BEFORE UPDATE OR DELETE ON approval_decisions
  FOR EACH ROW EXECUTE FUNCTION kept();
