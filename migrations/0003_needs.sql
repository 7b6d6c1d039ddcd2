-- What a firm says once. Drafts are free-form answers; a sent need is a row.

CREATE TABLE attachments (
  id UUID PRIMARY KEY,
  hash BYTEA NOT NULL,               -- SHA-256, the file's address in the store
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                -- checked by content
  bytes BIGINT NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL,
  hub_id UUID,
  object TEXT,                       -- draft, need, askback, delivery
  object_id UUID
);
CREATE INDEX attachments_by_object ON attachments (object_id);

CREATE TABLE need_drafts (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people (id),
  firm_id UUID NOT NULL REFERENCES organizations (id),
  hub_id UUID REFERENCES hubs (id),  -- NULL until routed
  answers JSONB NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX need_drafts_by_firm ON need_drafts (firm_id, updated_at);

CREATE TABLE needs (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  firm_id UUID NOT NULL REFERENCES organizations (id),
  firm_name TEXT NOT NULL,
  said_by UUID NOT NULL REFERENCES people (id),
  channel TEXT NOT NULL,             -- online, phone, counter
  function TEXT NOT NULL,            -- purpose, code of schemes/functions.toml
  words TEXT NOT NULL,               -- what the firm wants to get done
  product TEXT NOT NULL,             -- about what product or material
  wanted_on TEXT,
  budget_fen BIGINT,
  visibility TEXT NOT NULL,          -- providers, named, hub
  contact_name TEXT NOT NULL,
  contact_phone TEXT NOT NULL,
  state TEXT NOT NULL,               -- sent, asked, accepted, planned, declined, withdrawn, closed
  sent_at BIGINT NOT NULL,
  triage_due_on TEXT,                -- the hub answers by then; NULL when the calendar is not announced
  accepted_at BIGINT,
  due_on TEXT,                       -- the plan is proposed by then; NULL when not announced or paused
  closed_at BIGINT,
  reason TEXT NOT NULL DEFAULT '',
  hint TEXT NOT NULL DEFAULT '',
  clerk_id UUID REFERENCES people (id),
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id)
);
CREATE INDEX needs_by_state ON needs (hub_id, state, sent_at);
CREATE INDEX needs_by_firm ON needs (firm_id, sent_at);

CREATE TABLE need_providers (
  hub_id UUID NOT NULL,
  need_id UUID NOT NULL,
  organization_id UUID NOT NULL REFERENCES organizations (id),
  PRIMARY KEY (hub_id, need_id, organization_id),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id)
);

-- Asked back once, with everything that is missing: the primary key says so.
CREATE TABLE askbacks (
  hub_id UUID NOT NULL,
  need_id UUID NOT NULL,
  words TEXT NOT NULL,
  asked_by UUID NOT NULL REFERENCES people (id),
  asked_at BIGINT NOT NULL,
  answer TEXT,
  answered_by UUID,
  answered_at BIGINT,
  PRIMARY KEY (hub_id, need_id),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id)
);
