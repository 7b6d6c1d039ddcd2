-- The day's hall: windows that the manager keeps, appointments that firms book, numbers that whoever comes takes.

CREATE TABLE hall_windows (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  opens BIGINT NOT NULL,             -- minutes of the day in China
  closes BIGINT NOT NULL,
  break_from BIGINT,
  break_until BIGINT,
  minutes BIGINT NOT NULL CHECK (minutes BETWEEN 5 AND 240),  -- how long one appointment takes
  places BIGINT NOT NULL CHECK (places BETWEEN 1 AND 20),     -- appointments at the same time
  state TEXT NOT NULL,               -- open, closed
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, name),
  CHECK (opens < closes),
  CHECK ((break_from IS NULL) = (break_until IS NULL))
);

CREATE TABLE appointments (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  window_id UUID NOT NULL,
  need_id UUID NOT NULL,
  order_id UUID,                     -- whose trip it is; NULL before there is an order
  firm_id UUID NOT NULL REFERENCES organizations (id),
  day TEXT NOT NULL,
  starts BIGINT NOT NULL,            -- minute of the day
  place BIGINT NOT NULL CHECK (place >= 1),
  state TEXT NOT NULL,               -- booked, arrived, served, missed, cancelled
  booked_by UUID NOT NULL REFERENCES people (id),
  booked_at BIGINT NOT NULL,
  ended_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, window_id) REFERENCES hall_windows (hub_id, id),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id)
);
-- What keeps a time from being given away more often than there are places, whoever asks at the same moment.
CREATE UNIQUE INDEX appointments_one_a_place ON appointments (hub_id, window_id, day, starts, place)
  WHERE state <> 'cancelled';
CREATE UNIQUE INDEX appointments_one_a_need ON appointments (hub_id, need_id) WHERE state = 'booked';
CREATE INDEX appointments_of_day ON appointments (hub_id, day, starts);
CREATE INDEX appointments_of_need ON appointments (hub_id, need_id, booked_at);

CREATE TABLE hall_tickets (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  day TEXT NOT NULL,
  number BIGINT NOT NULL,
  token TEXT NOT NULL UNIQUE,        -- the address of the ticket's page: only who took it knows it
  function TEXT NOT NULL,            -- what for: code of schemes/functions.toml, or unsure
  appointment_id UUID,
  state TEXT NOT NULL,               -- waiting, called, served, gone
  window_id UUID,                    -- where it was called to
  taken_at BIGINT NOT NULL,
  called_at BIGINT,
  called_by UUID REFERENCES people (id),
  ended_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, day, number)
);
CREATE INDEX hall_tickets_waiting ON hall_tickets (hub_id, day, number) WHERE state = 'waiting';
CREATE UNIQUE INDEX hall_tickets_one_at_a_window ON hall_tickets (hub_id, window_id) WHERE state = 'called';

-- Somebody of a firm was there. With an order it is a trip of the order, too.
CREATE TABLE hall_visits (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  need_id UUID NOT NULL,
  order_id UUID,
  ticket_id UUID NOT NULL,
  day TEXT NOT NULL,
  noted_by UUID NOT NULL REFERENCES people (id),
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, ticket_id),
  FOREIGN KEY (hub_id, need_id) REFERENCES needs (hub_id, id)
);
CREATE INDEX hall_visits_of_need ON hall_visits (hub_id, need_id);
