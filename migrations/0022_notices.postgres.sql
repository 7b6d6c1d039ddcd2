-- A notice is its person's, and nobody else's: not even who reaches every hub reads another's.
CREATE FUNCTION acting_person() RETURNS UUID LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN current_setting('yizhan.scope', true) = 'actor'
    THEN NULLIF(current_setting('yizhan.person', true), '')::UUID END
$$;

DO $$
DECLARE name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['notices', 'notice_preferences']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own ON %I USING (CASE WHEN (SELECT current_setting(''yizhan.scope'', true)) = ''system''
      THEN true ELSE person_id = (SELECT acting_person()) END)', name);
  END LOOP;
END $$;

-- Anyone's command puts its event into the queue; only the job reads it.
ALTER TABLE event_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY followed ON event_queue USING ((SELECT current_setting('yizhan.scope', true)) = 'system');
CREATE POLICY written ON event_queue FOR INSERT WITH CHECK (current_setting('yizhan.scope', true) <> '');
