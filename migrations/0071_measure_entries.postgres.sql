ALTER TABLE measure_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE measure_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY reach ON measure_entries USING
  (CASE WHEN (SELECT sees_all()) THEN true ELSE hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) END);
