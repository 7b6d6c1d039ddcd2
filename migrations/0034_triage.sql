-- Triage in full: whose turn stops the clock, what may follow later, who deals with it, what is said twice, where else it
-- went.

-- Days that do not count towards a due date, each with who stopped the clock, why, and what became of the due date.
CREATE TABLE pauses (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  object TEXT NOT NULL,              -- need, order
  object_id UUID NOT NULL,
  kind TEXT NOT NULL,                -- asked: the firm was asked back; testing: agreed testing time
  words TEXT NOT NULL,
  from_on TEXT NOT NULL,             -- the first day that does not count
  to_on TEXT,                        -- the last; NULL while it lasts
  state TEXT NOT NULL,               -- proposed, agreed, refused
  due_before TEXT,                   -- the due date when it began; NULL when the calendar was not announced
  due_after TEXT,
  begun_by UUID NOT NULL REFERENCES people (id),
  begun_at BIGINT NOT NULL,
  decided_by UUID REFERENCES people (id),  -- who of the firm answered, agreed or refused
  decided_at BIGINT,
  PRIMARY KEY (hub_id, id)
);
CREATE INDEX pauses_of_object ON pauses (hub_id, object_id, begun_at);
CREATE UNIQUE INDEX pauses_one_waits ON pauses (hub_id, object_id) WHERE state = 'proposed' OR to_on IS NULL;

-- What the hub's people were told of a due date: once for each date.
CREATE TABLE need_alerts (
  hub_id UUID NOT NULL,
  need_id UUID NOT NULL,
  kind TEXT NOT NULL,
  due_on TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, need_id, kind, due_on),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id)
);

-- 容缺受理: what the firm hands in later.
CREATE TABLE gaps (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  need_id UUID NOT NULL,
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  formats TEXT NOT NULL,
  service_name TEXT NOT NULL,        -- whose guide allows it
  message TEXT NOT NULL DEFAULT '',  -- what the clerk said to the firm with all of them
  due_on TEXT NOT NULL,
  state TEXT NOT NULL,               -- open, handed, received, ended
  note TEXT NOT NULL DEFAULT '',     -- why what was handed in was sent back
  set_by UUID NOT NULL REFERENCES people (id),
  set_at BIGINT NOT NULL,
  extended_from TEXT,                -- the first day, once it was extended
  extended_reason TEXT NOT NULL DEFAULT '',
  extended_by UUID REFERENCES people (id),
  handed_by UUID REFERENCES people (id),
  handed_at BIGINT,
  received_by UUID REFERENCES people (id),
  received_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, need_id, number),
  CHECK (extended_from IS NULL OR extended_reason <> ''),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id)
);
CREATE INDEX gaps_waiting ON gaps (hub_id, due_on) WHERE state = 'open';
CREATE INDEX gaps_to_check ON gaps (hub_id, due_on) WHERE state = 'handed';

-- Words that a hub's people say again and again, kept by its manager.
CREATE TABLE canned_answers (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  kind TEXT NOT NULL,                -- ask, decline, gap, pass
  title TEXT NOT NULL,
  words TEXT NOT NULL,
  kept_by UUID NOT NULL REFERENCES people (id),
  kept_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, kind, title)
);

-- The filters of a list, under a name that a person gave them.
CREATE TABLE saved_views (
  person_id UUID NOT NULL REFERENCES people (id),
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, person_id, name)
);

-- A need that says what another says already.
CREATE TABLE duplicates (
  hub_id UUID NOT NULL,
  need_id UUID NOT NULL,
  of_id UUID NOT NULL,               -- the one that goes on
  alike BIGINT NOT NULL,             -- percent, as it was shown
  linked_by UUID NOT NULL REFERENCES people (id),
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, need_id),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id),
  FOREIGN KEY (hub_id, of_id) REFERENCES needs (hub_id, id)
);
CREATE INDEX duplicates_of ON duplicates (hub_id, of_id);

-- A need passed to another hub: docs/decisions/0034. The row of the hub that passed it stays as it was then and gives its
-- reference number to the row of the hub that received it; both have one id.
CREATE TABLE need_forwards (
  hub_id UUID NOT NULL,              -- who passed it
  need_id UUID NOT NULL,
  to_hub_id UUID NOT NULL REFERENCES hubs (id),
  direct BIGINT NOT NULL CHECK (direct IN (0, 1)),  -- 0: it was passed on from there, so its history may be read there too
  firm_id UUID NOT NULL REFERENCES organizations (id),
  reference TEXT NOT NULL,
  reason TEXT NOT NULL,
  passed_by UUID NOT NULL REFERENCES people (id),
  passed_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, need_id, to_hub_id),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id)
);
CREATE INDEX need_forwards_by_reference ON need_forwards (reference);
CREATE INDEX need_forwards_by_need ON need_forwards (need_id);

CREATE INDEX needs_of_clerk ON needs (hub_id, clerk_id, state);
