-- When an accepted item of a plan runs, told by its order; before, dates are reckoned anew each time they are shown.
ALTER TABLE plan_items ADD COLUMN starts_on TEXT;
ALTER TABLE plan_items ADD COLUMN ends_on TEXT;
ALTER TABLE plan_items ADD COLUMN done_at BIGINT;  -- the firm confirmed it

-- Plans the hub works on again after the firm sent them back.
CREATE INDEX plans_in_work ON plans (hub_id, decided_at) WHERE state IN ('composing', 'asking', 'returned');
