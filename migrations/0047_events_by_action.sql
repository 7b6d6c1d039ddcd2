-- An auditor looks for all events of one kind, however seldom it happens among millions of others. Those of one kind are
-- written behind each other, so this is one page more for a whole group of commands.
CREATE INDEX events_by_action ON events (action, id);
