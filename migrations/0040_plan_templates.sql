-- What a hub's plans often are: services in their order, with the providers usually asked, if any.
CREATE TABLE plan_templates (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',    -- for which needs it fits
  function TEXT NOT NULL DEFAULT '', -- code of schemes/functions.toml: offered first for needs of this purpose
  created_by UUID REFERENCES people (id),
  created_at BIGINT NOT NULL,
  retired_at BIGINT,                 -- no plan is composed from it any more
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id)
);
CREATE UNIQUE INDEX plan_templates_by_name ON plan_templates (hub_id, name) WHERE retired_at IS NULL;

CREATE TABLE plan_template_lines (
  hub_id UUID NOT NULL,
  template_id UUID NOT NULL,
  id UUID NOT NULL,
  position BIGINT NOT NULL,
  service_id UUID NOT NULL,
  note TEXT NOT NULL DEFAULT '',     -- what the provider is asked to do
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, template_id) REFERENCES plan_templates (hub_id, id),
  FOREIGN KEY (hub_id, service_id) REFERENCES services (hub_id, id)
);
CREATE INDEX plan_template_lines_in_order ON plan_template_lines (hub_id, template_id, position);

CREATE TABLE plan_template_links (
  hub_id UUID NOT NULL,
  before_id UUID NOT NULL,
  after_id UUID NOT NULL,            -- cannot start before `before_id` is done
  PRIMARY KEY (hub_id, before_id, after_id),
  FOREIGN KEY (hub_id, before_id) REFERENCES plan_template_lines (hub_id, id),
  FOREIGN KEY (hub_id, after_id) REFERENCES plan_template_lines (hub_id, id)
);

CREATE TABLE plan_template_providers (
  hub_id UUID NOT NULL,
  line_id UUID NOT NULL,
  organization_id UUID NOT NULL REFERENCES organizations (id),
  PRIMARY KEY (hub_id, line_id, organization_id),
  FOREIGN KEY (hub_id, line_id) REFERENCES plan_template_lines (hub_id, id)
);

-- Items that stand for the same work are alternatives: the firm takes one of them. `slot_id` is the id of the first of
-- them, and links between items are links between slots.
ALTER TABLE plan_items ADD COLUMN slot_id UUID;
UPDATE plan_items SET slot_id = id;
ALTER TABLE plan_items ADD COLUMN quoted_on TEXT;  -- the day of the last quote
CREATE UNIQUE INDEX plan_items_one_offer ON plan_items (hub_id, slot_id, provider_id) WHERE state NOT IN ('declined', 'dropped', 'unanswered', 'removed');
