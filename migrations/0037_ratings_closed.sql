-- Ratings closed: what was rated poorly is put right in rounds. The provider answers, the hub calls the firm back, and
-- what the firm says ends the task or opens it again. The firm may add to its rating once; its level stays.
-- And what is done when a firm says nothing to a delivery: two reminders, then a call. A call never confirms.

ALTER TABLE rectifications ADD COLUMN round BIGINT NOT NULL DEFAULT 1;
ALTER TABLE rectifications ADD COLUMN call_by TEXT;          -- the hub calls back by this day; NULL: not announced
ALTER TABLE rectifications ADD COLUMN outcome TEXT NOT NULL DEFAULT '';  -- '', satisfied, ended
ALTER TABLE rectifications ADD COLUMN closed_at BIGINT;
CREATE INDEX rectifications_to_call ON rectifications (hub_id, call_by)
  WHERE answered_at IS NOT NULL AND closed_at IS NULL;

CREATE TABLE rectification_answers (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,                  -- its proof hangs on it
  order_id UUID NOT NULL,
  round BIGINT NOT NULL,
  words TEXT NOT NULL,
  person_id UUID NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, id),
  UNIQUE (hub_id, order_id, round),
  FOREIGN KEY (hub_id, order_id) REFERENCES ratings (hub_id, order_id)
);
INSERT INTO rectification_answers (hub_id, id, order_id, round, words, person_id, answered_at)
  SELECT hub_id, id, order_id, 1, answer, answered_by, answered_at FROM rectifications
  WHERE answered_at IS NOT NULL AND answered_by IS NOT NULL AND answer IS NOT NULL;

CREATE TABLE rectification_calls (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  order_id UUID NOT NULL,
  round BIGINT NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  called_at BIGINT NOT NULL,
  spoke_with TEXT NOT NULL,          -- empty when nobody was reached
  words TEXT NOT NULL,               -- what was said
  result TEXT NOT NULL,              -- satisfied, again, unreached, ended
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, order_id) REFERENCES ratings (hub_id, order_id)
);
CREATE INDEX rectification_calls_by_order ON rectification_calls (hub_id, order_id, called_at);

CREATE TABLE rating_additions (
  hub_id UUID NOT NULL,
  order_id UUID NOT NULL,
  words TEXT NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  added_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, order_id),
  FOREIGN KEY (hub_id, order_id) REFERENCES ratings (hub_id, order_id)
);

-- The newest ratings give the mean that a provider with few of them is drawn to.
CREATE INDEX ratings_newest ON ratings (rated_at, level);

CREATE TABLE order_reminders (
  hub_id UUID NOT NULL,
  delivery_id UUID NOT NULL,
  stage BIGINT NOT NULL,             -- 1, 2; each once
  order_id UUID NOT NULL,
  reminded_at BIGINT NOT NULL,
  PRIMARY KEY (hub_id, delivery_id, stage),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
CREATE INDEX order_reminders_by_order ON order_reminders (hub_id, order_id, stage);

CREATE TABLE order_calls (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  order_id UUID NOT NULL,
  delivery_id UUID NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  called_at BIGINT NOT NULL,
  spoke_with TEXT NOT NULL,          -- empty when nobody was reached
  words TEXT NOT NULL,
  result TEXT NOT NULL,              -- will_confirm, objects, unreached
  again_on TEXT NOT NULL,            -- the hub calls again on this day, if nothing happens
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, order_id) REFERENCES orders (hub_id, id)
);
CREATE INDEX order_calls_by_order ON order_calls (hub_id, order_id, again_on);
