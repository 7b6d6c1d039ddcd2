-- Orders that hang together: one that another provider takes over, and what binds two parties beyond one order.

-- The order of the provider whose work this one takes over. Until that is decided, both are open.
ALTER TABLE orders ADD COLUMN replaces_id UUID;
DROP INDEX orders_one_open_per_item;
CREATE UNIQUE INDEX orders_one_open_per_item ON orders (hub_id, item_id)
  WHERE state NOT IN ('declined', 'cancelled') AND replaces_id IS NULL;
CREATE UNIQUE INDEX orders_one_replacement ON orders (hub_id, replaces_id)
  WHERE state NOT IN ('declined', 'cancelled') AND replaces_id IS NOT NULL;
CREATE INDEX orders_by_item ON orders (hub_id, item_id);

CREATE TABLE reassignments (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  order_id UUID NOT NULL,            -- of the first provider
  to_order_id UUID NOT NULL,         -- of the second
  to_provider_id UUID NOT NULL REFERENCES organizations (id),
  to_provider_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  settled_fen BIGINT NOT NULL,       -- what the firm pays the first provider for its work so far
  settled_words TEXT NOT NULL,       -- for which work
  state TEXT NOT NULL,               -- asked, waiting (for the firm), done, refused, declined, called-off
  asked_by UUID NOT NULL REFERENCES people (id),
  asked_at BIGINT NOT NULL,
  decided_at BIGINT,
  words TEXT NOT NULL DEFAULT '',    -- of who said no
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id),
  FOREIGN KEY (hub_id, to_order_id) REFERENCES orders (hub_id, id)
);
CREATE UNIQUE INDEX reassignments_open ON reassignments (hub_id, order_id) WHERE decided_at IS NULL;
CREATE INDEX reassignments_by_order ON reassignments (hub_id, order_id, asked_at);
CREATE INDEX reassignments_by_new_order ON reassignments (hub_id, to_order_id);

-- What comes before an order is asked for with every one that is shown.
CREATE INDEX plan_links_by_after ON plan_links (hub_id, after_id);

-- What an organization wants approved before it goes out: quotes of a provider, acceptances of a firm. Its owner sets from
-- which amount, and who approves in which order. A rule is ended, not changed, so that what was asked under it is known.
CREATE TABLE approval_rules (
  id UUID PRIMARY KEY,
  organization_id UUID NOT NULL REFERENCES organizations (id),
  kind TEXT NOT NULL,                -- quote, accept
  above_fen BIGINT NOT NULL,
  steps TEXT NOT NULL,               -- JSON: the people in their order
  set_by UUID NOT NULL REFERENCES people (id),
  set_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX approval_rules_now ON approval_rules (organization_id, kind) WHERE ended_at IS NULL;

CREATE TABLE approvals (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  organization_id UUID NOT NULL REFERENCES organizations (id),
  kind TEXT NOT NULL,
  object_id UUID NOT NULL,           -- the order of a quote, the need of an acceptance
  reference TEXT NOT NULL,           -- its reference number
  about TEXT NOT NULL,               -- the service, or the need's words
  amount_fen BIGINT NOT NULL,
  content TEXT NOT NULL,             -- JSON: what goes out once it is approved
  steps TEXT NOT NULL,               -- JSON: the people in their order
  step BIGINT NOT NULL,              -- whose turn it is, from 0
  approver_id UUID NOT NULL,         -- the person of that step
  asked_by UUID NOT NULL REFERENCES people (id),
  asked_name TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL,               -- waiting, approved, refused, withdrawn
  ended_at BIGINT,
  PRIMARY KEY (hub_id, id)
);
CREATE UNIQUE INDEX approvals_open ON approvals (hub_id, organization_id, object_id) WHERE ended_at IS NULL;
CREATE INDEX approvals_by_organization ON approvals (organization_id, id);
CREATE INDEX approvals_waiting ON approvals (organization_id, approver_id, id) WHERE ended_at IS NULL;

CREATE TABLE approval_decisions (
  hub_id UUID NOT NULL,
  approval_id UUID NOT NULL,
  step BIGINT NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  person_name TEXT NOT NULL,
  decision TEXT NOT NULL,            -- yes, no
  words TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, approval_id, step),
  FOREIGN KEY (hub_id, approval_id) REFERENCES approvals (hub_id, id)
);
CREATE INDEX approvals_by_id ON approvals (id);

-- What a firm and a provider of a hub have agreed beyond one order, with its file and its term.
CREATE TABLE agreements (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,                  -- its file hangs on it
  firm_id UUID NOT NULL REFERENCES organizations (id),
  firm_name TEXT NOT NULL,
  provider_id UUID NOT NULL REFERENCES organizations (id),
  provider_name TEXT NOT NULL,
  kind TEXT NOT NULL,                -- nda, contract
  title TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT,
  put_up_by UUID NOT NULL REFERENCES people (id),
  firm_agreed_at BIGINT,
  provider_agreed_at BIGINT,
  agreed_by UUID,                    -- who of the other side
  ended_at BIGINT,
  ended_by TEXT NOT NULL DEFAULT '', -- firm, provider
  PRIMARY KEY (hub_id, id)
);
CREATE INDEX agreements_by_firm ON agreements (firm_id, provider_id, id);
CREATE INDEX agreements_by_provider ON agreements (provider_id, id);

-- Which of them an order uses, and which kind it asks for before files are opened.
CREATE TABLE order_agreements (
  hub_id UUID NOT NULL,
  order_id UUID NOT NULL,
  agreement_id UUID NOT NULL,
  used_by UUID NOT NULL REFERENCES people (id),
  used_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, order_id, agreement_id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id),
  FOREIGN KEY (hub_id, agreement_id) REFERENCES agreements (hub_id, id)
);

CREATE TABLE order_requirements (
  hub_id UUID NOT NULL,
  order_id UUID NOT NULL,
  kind TEXT NOT NULL,
  side TEXT NOT NULL,                -- firm, provider, hub
  set_by UUID NOT NULL REFERENCES people (id),
  set_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, order_id, kind),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
