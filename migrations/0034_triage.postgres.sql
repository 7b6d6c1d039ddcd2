-- The second wall of what belongs to triage: see migration 13.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('pauses', 'CASE object
      WHEN ''need'' THEN EXISTS (SELECT 1 FROM needs n WHERE n.hub_id = pauses.hub_id AND n.id = pauses.object_id)
      ELSE EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = pauses.hub_id AND o.id = pauses.object_id) END'),
    ('need_alerts', 'false'),
    ('gaps', 'EXISTS (SELECT 1 FROM needs n WHERE n.hub_id = gaps.hub_id AND n.id = gaps.need_id)'),
    ('canned_answers', 'false'),
    ('duplicates', 'EXISTS (SELECT 1 FROM needs n WHERE n.hub_id = duplicates.hub_id AND n.id = duplicates.need_id)'),
    ('need_forwards', 'to_hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) OR firm_id = (SELECT acting_for())')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true ELSE %s END)', wall.name, wall.party);
  END LOOP;
END $$;

-- A view is its person's, and nobody else's.
ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_views FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON saved_views USING (CASE WHEN (SELECT current_setting('yizhan.scope', true)) = 'system'
  THEN true ELSE person_id = (SELECT acting_person()) END);

-- The hub that received a need reads what happened to it before; what happens after, the hub that passed it does not.
CREATE POLICY told_by_forward ON needs FOR SELECT USING (EXISTS (SELECT 1 FROM need_forwards f
  WHERE f.hub_id = needs.hub_id AND f.need_id = needs.id AND f.to_hub_id = ANY ((SELECT hubs_in_reach())::UUID[])));

-- A file handed in later is seen by who sees what it was handed in for.
CREATE POLICY handed_later ON attachments USING (object = 'gap' AND EXISTS
  (SELECT 1 FROM gaps g WHERE g.hub_id = attachments.hub_id AND g.id = attachments.object_id));
