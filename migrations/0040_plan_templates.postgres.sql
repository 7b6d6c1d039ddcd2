-- Providers that are asked for the same work must not read each other's quotes: of a plan's items each sees its own.
-- What comes before one's own work is read as the system, without its price.
DROP POLICY reach ON plan_items;
CREATE POLICY reach ON plan_items USING (CASE WHEN (SELECT sees_all()) THEN true
  WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true
  WHEN provider_id = (SELECT acting_for()) THEN true
  ELSE EXISTS (SELECT 1 FROM plans p WHERE p.hub_id = plan_items.hub_id AND p.id = plan_items.plan_id
    AND p.firm_id = (SELECT acting_for())) END);
