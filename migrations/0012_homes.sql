-- What homes, worklists and figures are read by.

-- Open work only: these stay small however much is done.
CREATE INDEX needs_to_triage ON needs (hub_id, triage_due_on) WHERE state = 'sent';
CREATE INDEX needs_to_plan ON needs (hub_id, due_on) WHERE state = 'accepted';
CREATE INDEX orders_to_quote ON orders (hub_id, quote_by) WHERE state = 'offered';
CREATE INDEX orders_to_confirm ON orders (hub_id, delivered_at) WHERE state = 'delivered';
CREATE INDEX rectifications_open ON rectifications (hub_id, due_on) WHERE answered_at IS NULL;
CREATE INDEX plans_by_firm ON plans (firm_id, state);

-- Figures of a period are read from this index alone, without the wide rows.
DROP INDEX records_by_month;
CREATE INDEX records_figures ON records
  (hub_id, month, counts, corrected_by, firm_id, on_time, rating, trips, benefit, benefit_fen, benefit_days);

CREATE INDEX events_by_reference ON events (reference, at) WHERE reference <> '';
