-- A plan of services for one need, and one provider's work on each.

CREATE TABLE plans (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  need_id UUID NOT NULL,
  firm_id UUID NOT NULL REFERENCES organizations (id),
  state TEXT NOT NULL,               -- composing, asking, proposed, returned, accepted, closed
  starts_on TEXT,                    -- the first working day of the work, from which dates are reckoned
  quote_by TEXT,
  proposed_at BIGINT,
  decided_at BIGINT,
  decided_by UUID,
  remark TEXT NOT NULL DEFAULT '',   -- why the firm sent it back
  created_by UUID NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, need_id),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id)
);
CREATE INDEX plans_by_state ON plans (hub_id, state);

CREATE TABLE plan_items (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  plan_id UUID NOT NULL,
  position BIGINT NOT NULL,
  service_id UUID NOT NULL,
  provider_id UUID NOT NULL REFERENCES organizations (id),
  price_fen BIGINT,                  -- NULL until quoted
  days BIGINT,                       -- working days; NULL until quoted
  trips BIGINT NOT NULL,
  note TEXT NOT NULL DEFAULT '',     -- what the provider is asked to do
  state TEXT NOT NULL,               -- open, asked, quoted, declined, accepted, dropped
  order_reference TEXT,              -- told by the order once it is offered
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, plan_id) REFERENCES plans (hub_id, id),
  FOREIGN KEY (hub_id, service_id) REFERENCES services (hub_id, id)
);
CREATE INDEX plan_items_by_plan ON plan_items (hub_id, plan_id, position);

CREATE TABLE plan_links (
  hub_id UUID NOT NULL,
  before_id UUID NOT NULL,
  after_id UUID NOT NULL,            -- cannot start before `before_id` is done
  PRIMARY KEY (hub_id, before_id, after_id),
  FOREIGN KEY (hub_id, before_id) REFERENCES plan_items (hub_id, id),
  FOREIGN KEY (hub_id, after_id) REFERENCES plan_items (hub_id, id)
);

CREATE TABLE orders (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  need_id UUID NOT NULL,
  plan_id UUID NOT NULL,
  item_id UUID NOT NULL,
  service_id UUID NOT NULL,
  service_name TEXT NOT NULL,
  center_id UUID NOT NULL,
  center_kind TEXT NOT NULL,
  function TEXT NOT NULL,
  -- The parties as they were: this is evidence.
  firm_id UUID NOT NULL REFERENCES organizations (id),
  firm_name TEXT NOT NULL,
  firm_uscc TEXT NOT NULL,
  provider_id UUID NOT NULL REFERENCES organizations (id),
  provider_name TEXT NOT NULL,
  provider_uscc TEXT NOT NULL,
  state TEXT NOT NULL,               -- offered, quoted, accepted, in_progress, delivered, confirmed, declined, cancelled
  quote_by TEXT,
  price_fen BIGINT,
  days BIGINT,
  quote_words TEXT NOT NULL DEFAULT '',
  starts_on TEXT,
  due_on TEXT,                       -- NULL before acceptance or when the calendar is not announced
  offered_at BIGINT NOT NULL,
  quoted_at BIGINT,
  accepted_at BIGINT,
  started_at BIGINT,
  delivered_at BIGINT,
  confirmed_at BIGINT,
  closed_at BIGINT,                  -- declined or cancelled
  closed_by TEXT,                    -- firm, provider, hub
  reason TEXT NOT NULL DEFAULT '',
  trips BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id),
  FOREIGN KEY (hub_id, item_id) REFERENCES plan_items (hub_id, id)
);
CREATE UNIQUE INDEX orders_one_open_per_item ON orders (hub_id, item_id) WHERE state NOT IN ('declined', 'cancelled');
CREATE INDEX orders_by_state ON orders (hub_id, state, due_on);
CREATE INDEX orders_by_need ON orders (hub_id, need_id);
CREATE INDEX orders_by_firm ON orders (firm_id, state);
CREATE INDEX orders_by_provider ON orders (provider_id, state);

-- Each time the firm had to come in person. From the second on a reason is needed.
CREATE TABLE trips (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  order_id UUID NOT NULL,
  number BIGINT NOT NULL,
  day TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  noted_by UUID NOT NULL REFERENCES people (id),
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, order_id, number),
  CHECK (number = 1 OR reason <> ''),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);

CREATE TABLE deliveries (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  order_id UUID NOT NULL,
  number BIGINT NOT NULL,
  result TEXT NOT NULL,              -- report, part, design, certificate, training, advice, other
  summary TEXT NOT NULL,
  quantity TEXT NOT NULL,            -- hours or quantity in words with unit: 36 小时
  price_fen BIGINT NOT NULL,         -- charged
  delivered_by UUID NOT NULL REFERENCES people (id),
  delivered_at BIGINT NOT NULL,
  rejected_by UUID,
  rejected_at BIGINT,
  reject_reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, order_id, number),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);

CREATE TABLE confirmations (
  hub_id UUID NOT NULL,
  order_id UUID NOT NULL,
  delivery_id UUID NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  confirmed_at BIGINT NOT NULL,
  benefit TEXT NOT NULL DEFAULT '',  -- '', revenue, cost, time
  benefit_fen BIGINT,
  benefit_days BIGINT,
  benefit_how TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (hub_id, order_id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id),
  FOREIGN KEY (hub_id, delivery_id) REFERENCES deliveries (hub_id, id)
);

CREATE TABLE ratings (
  hub_id UUID NOT NULL,
  order_id UUID NOT NULL,
  level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5),  -- 5 非常满意 … 1 非常不满意
  aspects TEXT NOT NULL DEFAULT '',  -- asked for the two lowest, comma separated
  words TEXT NOT NULL DEFAULT '',
  person_id UUID NOT NULL REFERENCES people (id),
  rated_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, order_id),
  CHECK (level > 2 OR aspects <> ''),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);

CREATE TABLE rectifications (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  order_id UUID NOT NULL,
  provider_id UUID NOT NULL REFERENCES organizations (id),
  aspects TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  due_on TEXT,                       -- 15 working days; NULL when the calendar is not announced
  answer TEXT,
  answered_by UUID,
  answered_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, order_id),
  FOREIGN KEY (hub_id, order_id) REFERENCES ratings (hub_id, order_id)
);
CREATE INDEX rectifications_by_provider ON rectifications (provider_id, answered_at);
