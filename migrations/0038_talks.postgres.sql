-- What was said stays as it was said.
CREATE TRIGGER messages_kept BEFORE UPDATE OR DELETE ON messages FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER order_notes_kept BEFORE UPDATE OR DELETE ON order_notes FOR EACH ROW EXECUTE FUNCTION kept();
CREATE TRIGGER dispute_entries_kept BEFORE UPDATE OR DELETE ON dispute_entries FOR EACH ROW EXECUTE FUNCTION kept();

DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    -- What belongs to an order is seen by who sees the order.
    ('messages', 'EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = messages.hub_id AND o.id = messages.order_id)'),
    ('message_reads', 'EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = message_reads.hub_id AND o.id = message_reads.order_id)'),
    ('disputes', 'EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = disputes.hub_id AND o.id = disputes.order_id)'),
    ('dispute_entries', 'EXISTS
      (SELECT 1 FROM disputes d WHERE d.hub_id = dispute_entries.hub_id AND d.id = dispute_entries.dispute_id)'),
    -- But the hub's notes by no party.
    ('order_notes', 'false')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true ELSE %s END)', wall.name, wall.party);
  END LOOP;
END $$;

-- What somebody has not read is theirs; it is counted as the system.
ALTER TABLE message_unread ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_unread FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON message_unread USING (CASE WHEN (SELECT current_setting('yizhan.scope', true)) = 'system'
  THEN true ELSE person_id = (SELECT acting_person()) END);

-- Further policies beside `reach` of migration 13, which does not know these kinds.
CREATE POLICY of_messages ON attachments USING (object = 'message' AND EXISTS
  (SELECT 1 FROM messages m WHERE m.hub_id = attachments.hub_id AND m.id = attachments.object_id));
CREATE POLICY of_disputes ON attachments USING (object = 'dispute' AND EXISTS
  (SELECT 1 FROM dispute_entries e WHERE e.hub_id = attachments.hub_id AND e.id = attachments.object_id));
