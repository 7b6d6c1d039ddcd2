-- The second wall.
ALTER TABLE booking_waits ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking_waits FORCE ROW LEVEL SECURITY;
CREATE POLICY reach ON booking_waits USING (CASE WHEN (SELECT sees_all()) THEN true
  WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true
  ELSE firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for())
    OR through_id = ANY ((SELECT hubs_in_reach())::UUID[]) END);
