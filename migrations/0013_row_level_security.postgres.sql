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
-- they are asked once a statement and not once a row; CASE keeps the order, so that a parent is only looked for when
-- neither everything nor the hub is in reach.
DO $$
DECLARE wall RECORD;
BEGIN
  FOR wall IN SELECT * FROM (VALUES
    ('orders', 'firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for())'),
    ('records', 'firm_id = (SELECT acting_for()) OR provider_id = (SELECT acting_for())'),
    ('need_drafts', 'firm_id = (SELECT acting_for())'),
    -- A firm sees its needs; a provider those it has an order of (and more: see the policy `resident`).
    ('needs', 'firm_id = (SELECT acting_for()) OR EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = needs.hub_id AND o.need_id = needs.id)'),
    ('need_providers', 'EXISTS
      (SELECT 1 FROM needs n WHERE n.hub_id = need_providers.hub_id AND n.id = need_providers.need_id)'),
    ('askbacks', 'EXISTS (SELECT 1 FROM needs n WHERE n.hub_id = askbacks.hub_id AND n.id = askbacks.need_id)'),
    -- Who takes part in a plan sees the whole of it: what comes before one's own work.
    ('plans', 'firm_id = (SELECT acting_for()) OR EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = plans.hub_id AND o.need_id = plans.need_id AND o.plan_id = plans.id)'),
    ('plan_items', 'EXISTS (SELECT 1 FROM plans p WHERE p.hub_id = plan_items.hub_id AND p.id = plan_items.plan_id)'),
    ('plan_links', 'EXISTS
      (SELECT 1 FROM plan_items i WHERE i.hub_id = plan_links.hub_id AND i.id = plan_links.after_id)'),
    -- What belongs to an order is seen by who sees the order.
    ('trips', 'EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = trips.hub_id AND o.id = trips.order_id)'),
    ('deliveries', 'EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = deliveries.hub_id AND o.id = deliveries.order_id)'),
    ('confirmations', 'EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = confirmations.hub_id AND o.id = confirmations.order_id)'),
    ('ratings', 'EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = ratings.hub_id AND o.id = ratings.order_id)'),
    ('rectifications', 'EXISTS
      (SELECT 1 FROM orders o WHERE o.hub_id = rectifications.hub_id AND o.id = rectifications.order_id)'),
    -- Evidence is read by who sees what it is about.
    ('events', 'CASE object
      WHEN ''need'' THEN EXISTS (SELECT 1 FROM needs n WHERE n.hub_id = events.hub_id AND n.id = events.object_id)
      WHEN ''plan'' THEN EXISTS (SELECT 1 FROM plans p WHERE p.hub_id = events.hub_id AND p.id = events.object_id)
      WHEN ''order'' THEN EXISTS (SELECT 1 FROM orders o WHERE o.hub_id = events.hub_id AND o.id = events.object_id)
      WHEN ''record'' THEN EXISTS (SELECT 1 FROM records r WHERE r.hub_id = events.hub_id AND r.id = events.object_id)
      ELSE false END'),
    ('leaves', 'EXISTS (SELECT 1 FROM events e WHERE e.hub_id = leaves.hub_id AND e.id = leaves.event_id)'),
    -- Until it is attached a file is only a hash and a name, found by its id.
    ('attachments', 'CASE object
      WHEN ''draft'' THEN EXISTS (SELECT 1 FROM need_drafts d WHERE d.id = attachments.object_id)
      WHEN ''need'' THEN EXISTS
        (SELECT 1 FROM needs n WHERE n.hub_id = attachments.hub_id AND n.id = attachments.object_id)
      WHEN ''askback'' THEN EXISTS
        (SELECT 1 FROM needs n WHERE n.hub_id = attachments.hub_id AND n.id = attachments.object_id)
      WHEN ''delivery'' THEN EXISTS
        (SELECT 1 FROM deliveries d WHERE d.hub_id = attachments.hub_id AND d.id = attachments.object_id)
      ELSE object IS NULL AND current_setting(''yizhan.scope'', true) = ''actor'' END')
  ) AS walls (name, party)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wall.name);
    EXECUTE format('CREATE POLICY reach ON %I USING (CASE WHEN (SELECT sees_all()) THEN true
      WHEN hub_id = ANY ((SELECT hubs_in_reach())::UUID[]) THEN true ELSE %s END)', wall.name, wall.party);
  END LOOP;
END $$;

-- Residents of a hub see the needs that are for them; which of them may, is told by need_providers and the handlers.
CREATE POLICY resident ON needs FOR SELECT USING ((SELECT acting_for()) IS NOT NULL AND visibility <> 'hub' AND EXISTS
  (SELECT 1 FROM residencies r WHERE r.hub_id = needs.hub_id AND r.organization_id = (SELECT acting_for())));

-- Anyone's command leaves its event and leaf, also with a hub that is not in reach: evidence is never refused.
CREATE POLICY written ON events FOR INSERT WITH CHECK (current_setting('yizhan.scope', true) <> '');
CREATE POLICY written ON leaves FOR INSERT WITH CHECK (current_setting('yizhan.scope', true) <> '');
