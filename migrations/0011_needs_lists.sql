-- A firm's list by state, newest first.
CREATE INDEX needs_by_firm_state ON needs (firm_id, state, sent_at);
