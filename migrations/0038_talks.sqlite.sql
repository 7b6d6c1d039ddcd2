-- What was said stays as it was said.
CREATE TRIGGER messages_kept_update BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'messages are kept'); END;
CREATE TRIGGER messages_kept_delete BEFORE DELETE ON messages BEGIN SELECT RAISE(ABORT, 'messages are kept'); END;
CREATE TRIGGER order_notes_kept_update BEFORE UPDATE ON order_notes BEGIN SELECT RAISE(ABORT, 'order_notes are kept'); END;
CREATE TRIGGER order_notes_kept_delete BEFORE DELETE ON order_notes BEGIN SELECT RAISE(ABORT, 'order_notes are kept'); END;
CREATE TRIGGER dispute_entries_kept_update BEFORE UPDATE ON dispute_entries BEGIN SELECT RAISE(ABORT, 'dispute_entries are kept'); END;
CREATE TRIGGER dispute_entries_kept_delete BEFORE DELETE ON dispute_entries BEGIN SELECT RAISE(ABORT, 'dispute_entries are kept'); END;
CREATE TRIGGER records_mediated_kept BEFORE UPDATE OF mediated ON records BEGIN SELECT RAISE(ABORT, 'records are kept'); END;
