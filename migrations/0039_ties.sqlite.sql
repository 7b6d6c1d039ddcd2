-- What was decided stays.
CREATE TRIGGER approval_decisions_kept_update BEFORE UPDATE ON approval_decisions BEGIN SELECT RAISE(ABORT, 'approval_decisions are kept'); END;
CREATE TRIGGER approval_decisions_kept_delete BEFORE DELETE ON approval_decisions BEGIN SELECT RAISE(ABORT, 'approval_decisions are kept'); END;
