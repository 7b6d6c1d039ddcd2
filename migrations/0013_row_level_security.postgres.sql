-- The second wall: whatever a handler forgets, a row of another party does not exist. Each transaction says who asks
-- (see crates/db/src/scope.rs): yizhan.scope is system, actor or public; yizhan.hubs the hubs in reach, * for all;
-- yizhan.organization the firm or provider acted for. Nothing set: nothing seen.
-- The directory (organizations, hubs, services …), checkpoints and tiles are open: they are public.

CREATE FUNCTION sees_all() RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT current_setting('yizhan.scope', true) = 'system'
    OR (current_setting('yizhan.scope', true) = 'actor' AND current_setting('yizhan.hubs', true) = '*')
$$;

CREATE FUNCTION hubs_in_reach() RETURNS UUID[] LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN current_setting('yizhan.scope', true) = 'actor' AND current_setting('yizhan.hubs', true) <> '*'
    THEN string_to_array(current_setting('yizhan.hubs', true), ',')::UUID[] ELSE '{}' END
$$;

CREATE FUNCTION acting_for() RETURNS UUID LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN current_setting('yizhan.scope', true) = 'actor'
    THEN NULLIF(current_setting('yizhan.organization', true), '')::UUID END
$$;

-- FORCE: the owner of the tables, as whom the product runs, is bound too. The functions stand in sub-queries so that
-- they are asked once a statement and not once a row.
DO $$
DECLARE name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['need_drafts', 'needs', 'need_providers', 'askbacks', 'plans', 'plan_items', 'plan_links',
    'orders', 'trips', 'deliveries', 'confirmations', 'ratings', 'rectifications', 'records', 'events', 'leaves',
    'attachments']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY hub ON %I USING ((SELECT sees_all())
      OR hub_id = ANY ((SELECT hubs_in_reach())::UUID[]))', name);
  END LOOP;
  -- What belongs to an order is seen by who sees the order.
  FOREACH name IN ARRAY ARRAY['trips', 'deliveries', 'confirmations', 'ratings', 'rectifications']
  LOOP
    EXECUTE format('CREATE POLICY party ON %I USING (EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = %I.hub_id AND o.id = %I.order_id))', name, name, name);
  END LOOP;
END $$;

CREATE POLICY party ON orders
  USING (firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for()));
CREATE POLICY party ON records
  USING (firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for()));
CREATE POLICY party ON need_drafts USING (firm_id = (SELECT acting_for()));

-- A firm sees its needs; a provider those that the hub's providers may see and those it has an order of.
CREATE POLICY firm ON needs USING (firm_id = (SELECT acting_for()));
CREATE POLICY resident ON needs FOR SELECT USING (visibility <> 'hub' AND EXISTS
  (SELECT 1 FROM residencies r WHERE r.hub_id = needs.hub_id AND r.organization_id = (SELECT acting_for())));
CREATE POLICY provider ON needs USING (EXISTS
  (SELECT 1 FROM orders o WHERE o.hub_id = needs.hub_id AND o.need_id = needs.id));
CREATE POLICY party ON need_providers USING (EXISTS
  (SELECT 1 FROM needs n WHERE n.hub_id = need_providers.hub_id AND n.id = need_providers.need_id));
CREATE POLICY party ON askbacks USING (EXISTS
  (SELECT 1 FROM needs n WHERE n.hub_id = askbacks.hub_id AND n.id = askbacks.need_id));

-- Who takes part in a plan sees the whole of it: what comes before one's own work.
CREATE POLICY party ON plans USING (firm_id = (SELECT acting_for()) OR EXISTS
  (SELECT 1 FROM orders o WHERE o.hub_id = plans.hub_id AND o.need_id = plans.need_id AND o.plan_id = plans.id));
CREATE POLICY party ON plan_items USING (EXISTS
  (SELECT 1 FROM plans p WHERE p.hub_id = plan_items.hub_id AND p.id = plan_items.plan_id));
CREATE POLICY party ON plan_links USING (EXISTS
  (SELECT 1 FROM plan_items i WHERE i.hub_id = plan_links.hub_id AND i.id = plan_links.after_id));

-- Anyone's command leaves its event and leaf, also with a hub that is not in reach; they read those of what they see.
CREATE POLICY written ON events FOR INSERT WITH CHECK (current_setting('yizhan.scope', true) <> '');
CREATE POLICY party ON events FOR SELECT USING (CASE object
  WHEN 'need' THEN EXISTS (SELECT 1 FROM needs n WHERE n.hub_id = events.hub_id AND n.id = events.object_id)
  WHEN 'plan' THEN EXISTS (SELECT 1 FROM plans p WHERE p.hub_id = events.hub_id AND p.id = events.object_id)
  WHEN 'order' THEN EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = events.hub_id AND o.id = events.object_id)
  WHEN 'record' THEN EXISTS (SELECT 1 FROM records r WHERE r.hub_id = events.hub_id AND r.id = events.object_id)
  ELSE false END);
CREATE POLICY written ON leaves FOR INSERT WITH CHECK (current_setting('yizhan.scope', true) <> '');
CREATE POLICY party ON leaves FOR SELECT USING (EXISTS
  (SELECT 1 FROM events e WHERE e.hub_id = leaves.hub_id AND e.id = leaves.event_id));

-- Until it is attached a file is only a hash and a name, found by its id.
CREATE POLICY party ON attachments USING (CASE object
  WHEN 'draft' THEN EXISTS (SELECT 1 FROM need_drafts d WHERE d.id = attachments.object_id)
  WHEN 'need' THEN EXISTS
    (SELECT 1 FROM needs n WHERE n.hub_id = attachments.hub_id AND n.id = attachments.object_id)
  WHEN 'askback' THEN EXISTS
    (SELECT 1 FROM needs n WHERE n.hub_id = attachments.hub_id AND n.id = attachments.object_id)
  WHEN 'delivery' THEN EXISTS
    (SELECT 1 FROM deliveries d WHERE d.hub_id = attachments.hub_id AND d.id = attachments.object_id)
  ELSE object IS NULL AND current_setting('yizhan.scope', true) = 'actor' END);
