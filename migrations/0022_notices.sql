-- What people are told. The stream: events that nobody has followed yet, written with each event, so that none is
-- missed whatever the order in which transactions end.

CREATE TABLE event_queue (
  event_id UUID PRIMARY KEY,
  hub_id UUID NOT NULL
);

CREATE TABLE notices (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people (id),
  membership_id UUID REFERENCES memberships (id),  -- through which the person is told; NULL while they have none
  event_id UUID NOT NULL,
  hub_id UUID NOT NULL,              -- nil UUID: not of one hub
  kind TEXT NOT NULL,                -- code of notices/kinds.rs
  about TEXT NOT NULL,               -- a firm's, a service's or an organization's name
  reference TEXT NOT NULL,
  link TEXT NOT NULL,
  due_on TEXT,
  at BIGINT NOT NULL,                -- when it happened
  noted_at BIGINT NOT NULL,          -- when the person was told
  read_at BIGINT,
  listed BIGINT NOT NULL CHECK (listed IN (0, 1)),  -- 0: the person wants such by e-mail only
  letter TEXT NOT NULL,              -- '', waiting, sent
  letter_at BIGINT,
  UNIQUE (person_id, event_id)
);
CREATE INDEX notices_by_person ON notices (person_id, listed, at);
CREATE INDEX notices_unread ON notices (person_id) WHERE read_at IS NULL AND listed = 1;
CREATE INDEX notices_waiting ON notices (person_id, noted_at) WHERE letter = 'waiting';
CREATE INDEX notices_sent ON notices (person_id, letter_at) WHERE letter = 'sent';

-- No row: everything in the app, what needs an act by e-mail, no quiet hours.
CREATE TABLE notice_preferences (
  person_id UUID PRIMARY KEY REFERENCES people (id),
  app TEXT NOT NULL,                 -- groups, comma separated
  mail TEXT NOT NULL,
  quiet_from BIGINT,                 -- minutes of the day in China
  quiet_until BIGINT,
  CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);
