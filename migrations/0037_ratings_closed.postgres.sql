-- What was said stays as it was said.
CREATE TRIGGER rating_additions_kept BEFORE UPDATE OR DELETE ON rating_additions FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER rectification_answers_kept BEFORE UPDATE OR DELETE ON rectification_answers FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER rectification_calls_kept BEFORE UPDATE OR DELETE ON rectification_calls FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER order_calls_kept BEFORE UPDATE OR DELETE ON order_calls FOR EACH ROW EXECUTE FUNCTION kept();

-- What belongs to an order is seen by who sees the order.
DO $$
DECLARE name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['rectification_answers', 'rectification_calls', 'rating_additions', 'order_reminders',
    'order_calls']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true
      ELSE EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = %I.hub_id AND o.id = %I.order_id) END)', name, name, name);
  END LOOP;
END $$;

-- The proof of an answer: a further policy beside `reach` of migration 13, which does not know this kind.
CREATE POLICY of_rectifications ON attachments USING (object = 'rectification' AND EXISTS
  (SELECT 1 FROM rectification_answers a WHERE a.hub_id = attachments.hub_id AND a.id = attachments.object_id));
