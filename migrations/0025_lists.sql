-- Lists in their default order are read from the index and end at their page; those of all hubs too, which find their
-- hubs in the index itself.

-- The newest first: a month follows from the moment of the confirmation, so the months stand in the order of time.
CREATE INDEX records_of_hub ON records (hub_id, month, confirmed_at, id);
CREATE INDEX records_newest ON records (month, confirmed_at, id, hub_id);
DROP INDEX records_by_provider;
DROP INDEX records_by_firm;
CREATE INDEX records_by_provider ON records (provider_id, month, confirmed_at, id);
CREATE INDEX records_by_firm ON records (firm_id, month, confirmed_at, id);

-- Those of a hub alone are read from the primary key.
CREATE INDEX orders_of_hub_by_state ON orders (hub_id, state, id);
CREATE INDEX orders_newest ON orders (id, hub_id);
CREATE INDEX orders_newest_by_state ON orders (state, id, hub_id);
DROP INDEX orders_by_firm;
DROP INDEX orders_by_provider;
CREATE INDEX orders_of_firm ON orders (firm_id, id);
CREATE INDEX orders_of_provider ON orders (provider_id, id);
CREATE INDEX orders_by_firm ON orders (firm_id, state, id);
CREATE INDEX orders_by_provider ON orders (provider_id, state, id);

DROP INDEX needs_by_state;
CREATE INDEX needs_by_state ON needs (hub_id, state, sent_at, id);
CREATE INDEX needs_of_hub ON needs (hub_id, sent_at, id);
CREATE INDEX needs_newest ON needs (sent_at, id, hub_id);
CREATE INDEX needs_newest_by_state ON needs (state, sent_at, id, hub_id);
