-- Of a reassignment the firm, the hub and the first provider know; the second only knows its own order.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('reassignments', 'EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = reassignments.hub_id AND o.id = reassignments.order_id)'),
    ('agreements', 'firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for())'),
    ('order_agreements', 'EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = order_agreements.hub_id AND o.id = order_agreements.order_id)'),
    ('order_requirements', 'EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = order_requirements.hub_id AND o.id = order_requirements.order_id)')
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

-- A further policy beside `reach` of migration 13, which does not know this kind.
CREATE POLICY of_agreements ON attachments USING (object = 'agreement' AND EXISTS
  (SELECT 1 FROM agreements a WHERE a.hub_id = attachments.hub_id AND a.id = attachments.object_id));
