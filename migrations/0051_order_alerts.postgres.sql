-- What a hub was told: only its own people, and the job.
DO $$
BEGIN
  ALTER TABLE order_alerts ENABLE ROW LEVEL SECURITY;
  ALTER TABLE order_alerts FORCE ROW LEVEL SECURITY;
  CREATE POLICY reach ON order_alerts USING (CASE WHEN (SELECT sees_all()) THEN true
    ELSE hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) END);
END $$;
