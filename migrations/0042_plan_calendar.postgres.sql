ALTER TABLE calendar_subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_subscriptions FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON calendar_subscriptions USING (CASE WHEN (SELECT current_setting('yizhan.scope', true)) = 'system'
  THEN true ELSE person_id = (SELECT acting_person()) END);
