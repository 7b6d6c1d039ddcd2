-- Every index is one more tree that each command writes. A need's id begins with the moment it was sent and an event's with
-- the moment it happened, so what is in the order of ids is in the order of time.

-- Those of a hub alone are read from the primary key.
DROP INDEX needs_of_hub;
DROP INDEX needs_by_state;
CREATE INDEX needs_by_state ON needs (hub_id, state, id);
DROP INDEX needs_newest;
CREATE INDEX needs_newest ON needs (id, hub_id);
DROP INDEX needs_newest_by_state;
CREATE INDEX needs_newest_by_state ON needs (state, id, hub_id);
-- A firm's needs are few: their states are read with them.
DROP INDEX needs_by_firm_state;
DROP INDEX needs_by_firm;
CREATE INDEX needs_by_firm ON needs (firm_id, id);
DROP INDEX needs_by_sayer;
CREATE INDEX needs_by_sayer ON needs (said_by, id);
-- What waits for triage or for a plan is found by its state: it is little, however much is done.
DROP INDEX needs_to_triage;
DROP INDEX needs_to_plan;
-- Nothing asked for it.
DROP INDEX needs_of_clerk;

-- What the system did is nobody's.
DROP INDEX events_by_person;
CREATE INDEX events_by_person ON events (person_id, at) WHERE person_id IS NOT NULL;
-- What happened to a need, an order or a record is found by its id; only other things are found by the number they bear. A
-- number is random, so its place in an index is another page each time.
DROP INDEX events_by_reference;
CREATE INDEX events_by_reference ON events (reference, id)
  WHERE reference <> '' AND object <> 'need' AND object <> 'order' AND object <> 'record';
