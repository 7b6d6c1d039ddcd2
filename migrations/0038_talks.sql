-- What the parties of an order say to each other, what the hub notes for itself, and what a mediator settles.

CREATE TABLE messages (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,                  -- its files hang on it
  order_id UUID NOT NULL,
  side TEXT NOT NULL,                -- firm, provider, hub
  person_id UUID NOT NULL REFERENCES people (id),
  person_name TEXT NOT NULL,         -- as it was
  words TEXT NOT NULL,
  written_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
CREATE INDEX messages_by_order ON messages (hub_id, order_id, id);

-- What somebody has not read yet; the row goes when they read, so that this stays small however much is written.
CREATE TABLE message_unread (
  hub_id UUID NOT NULL,
  order_id UUID NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  for_id UUID NOT NULL,              -- the organization or the hub that they act for
  unread BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, order_id, person_id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
CREATE INDEX message_unread_by_person ON message_unread (person_id, for_id, last_at);

-- Up to which message somebody has read.
CREATE TABLE message_reads (
  hub_id UUID NOT NULL,
  order_id UUID NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  last_id UUID NOT NULL,
  read_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, order_id, person_id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);

-- The hub's own notes: no party of an order sees them.
CREATE TABLE order_notes (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  order_id UUID NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  person_name TEXT NOT NULL,
  words TEXT NOT NULL,
  written_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
CREATE INDEX order_notes_by_order ON order_notes (hub_id, order_id, id);

CREATE TABLE disputes (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  order_id UUID NOT NULL,
  number BIGINT NOT NULL,            -- 1-based within the order
  opened_by TEXT NOT NULL,           -- firm, provider
  reason TEXT NOT NULL,              -- quality, delay, price, scope, other
  opened_at BIGINT NOT NULL,
  name_by TEXT,                      -- a mediator is named by this day; NULL: not announced
  mediator_id UUID REFERENCES people (id),
  mediator_name TEXT NOT NULL DEFAULT '',
  due_on TEXT,                       -- the mediator brings it to an end by this day
  state TEXT NOT NULL,               -- opened, mediating, proposed, agreed, failed, withdrawn, settled
  outcome TEXT NOT NULL DEFAULT '',  -- of the last proposal: again, cancel, stand
  price_fen BIGINT,                  -- charged instead, when the delivery stands
  deliver_by TEXT,                   -- the new day, when it is delivered again
  firm_answer TEXT NOT NULL DEFAULT '',      -- '', yes, no
  provider_answer TEXT NOT NULL DEFAULT '',
  ended_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, order_id, number),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
CREATE UNIQUE INDEX disputes_open ON disputes (hub_id, order_id) WHERE ended_at IS NULL;

-- Everything said and proposed in a dispute, in its order.
CREATE TABLE dispute_entries (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,                  -- its files hang on it
  dispute_id UUID NOT NULL,
  side TEXT NOT NULL,                -- firm, provider, hub
  kind TEXT NOT NULL,                -- opened, statement, proposal, yes, no, failed, withdrawn
  person_id UUID NOT NULL REFERENCES people (id),
  person_name TEXT NOT NULL,
  words TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, dispute_id) REFERENCES disputes (hub_id, id)
);
CREATE INDEX dispute_entries_by_dispute ON dispute_entries (hub_id, dispute_id, id);

-- The mark that a record keeps of it: '', agreed, failed, settled.
ALTER TABLE records ADD COLUMN mediated TEXT NOT NULL DEFAULT '';
