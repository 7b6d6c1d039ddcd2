-- The second wall. Rounds themselves are announced. A hub's place in one is seen by the hub; who looks at it only by
-- that expert, an objection by who made it, the sample by nobody but the system: officials and the public are given
-- what they may see by the handlers.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('round_hubs', 'hub_id = ANY ((SELECT hubs_in_reach())::UUID[])'),
    ('round_reviews', 'person_id = (SELECT acting_person())'),
    ('round_scores', 'EXISTS (SELECT 1 FROM round_reviews r WHERE r.hub_id = round_scores.hub_id AND r.id = round_scores.review_id)'),
    ('round_sample', 'false'),
    ('round_objections', 'person_id = (SELECT acting_person())')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true ELSE %s END)',
      wall.name, wall.party);
  END LOOP;
END $$;
CREATE POLICY of_objections ON attachments USING (object = 'objection' AND EXISTS
  (SELECT 1 FROM round_objections o WHERE o.hub_id = attachments.hub_id AND o.id = attachments.object_id));
