-- Experts keep their profiles themselves: what they propose waits beside what is published until the hub decides.

ALTER TABLE experts ADD COLUMN asks TEXT NOT NULL DEFAULT '';            -- what they can be asked
ALTER TABLE experts ADD COLUMN industry_codes TEXT NOT NULL DEFAULT '';  -- GB/T 4754-2017 prefixes, comma separated
ALTER TABLE experts ADD COLUMN state TEXT NOT NULL DEFAULT 'published';  -- new, published
ALTER TABLE experts ADD COLUMN proposal TEXT NOT NULL DEFAULT '';        -- a profile as JSON; empty: nothing is proposed
ALTER TABLE experts ADD COLUMN proposed_at BIGINT;
ALTER TABLE experts ADD COLUMN returned_words TEXT NOT NULL DEFAULT '';  -- why the hub sent it back

-- One profile for each account at a hub; where there were more, the first one keeps it.
UPDATE experts SET person_id = NULL WHERE person_id IS NOT NULL AND EXISTS
  (SELECT 1 FROM experts e WHERE e.hub_id = experts.hub_id AND e.person_id = experts.person_id AND e.id < experts.id);
CREATE UNIQUE INDEX experts_one_profile ON experts (hub_id, person_id) WHERE person_id IS NOT NULL;
-- Those that wait for the hub: few.
CREATE INDEX experts_waiting ON experts (hub_id, proposed_at) WHERE proposal <> '' AND returned_words = '';
