ALTER TABLE feeds ENABLE ROW LEVEL SECURITY;
ALTER TABLE feeds FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON feeds USING (CASE WHEN (SELECT current_setting('yizhan.scope', true)) = 'system'
  THEN true ELSE person_id = (SELECT acting_person()) END);
