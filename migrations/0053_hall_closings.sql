-- Single days on which a window, or the whole hall, takes nobody, all day or for some hours. Public, as the hours are.
CREATE TABLE hall_closings (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  day TEXT NOT NULL,
  window_id UUID,                    -- NULL: the whole hall
  from_minute BIGINT NOT NULL,       -- minutes of the day in China; 0 and 1440: all day
  until_minute BIGINT NOT NULL,
  reason TEXT NOT NULL,              -- as the firms are told
  moved BIGINT NOT NULL DEFAULT 0,   -- appointments that went to another window
  called_off BIGINT NOT NULL DEFAULT 0,
  set_by UUID NOT NULL REFERENCES people (id),
  set_at BIGINT NOT NULL,
  lifted_at BIGINT,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, window_id) REFERENCES hall_windows (hub_id, id),
  CHECK (0 <= from_minute AND from_minute < until_minute AND until_minute <= 1440)
);
CREATE INDEX hall_closings_by_day ON hall_closings (hub_id, day, set_at);

-- By which closing it was called off.
ALTER TABLE appointments ADD COLUMN closing_id UUID;
