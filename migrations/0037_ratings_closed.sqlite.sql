-- What was said stays as it was said.
CREATE TRIGGER rating_additions_kept_update BEFORE UPDATE ON rating_additions BEGIN SELECT RAISE(ABORT, 'rating_additions are kept'); END;
CREATE TRIGGER rating_additions_kept_delete BEFORE DELETE ON rating_additions BEGIN SELECT RAISE(ABORT, 'rating_additions are kept'); END;
CREATE TRIGGER rectification_answers_kept_update BEFORE UPDATE ON rectification_answers BEGIN SELECT RAISE(ABORT, 'rectification_answers are kept'); END;
CREATE TRIGGER rectification_answers_kept_delete BEFORE DELETE ON rectification_answers BEGIN SELECT RAISE(ABORT, 'rectification_answers are kept'); END;
CREATE TRIGGER rectification_calls_kept_update BEFORE UPDATE ON rectification_calls BEGIN SELECT RAISE(ABORT, 'rectification_calls are kept'); END;
CREATE TRIGGER rectification_calls_kept_delete BEFORE DELETE ON rectification_calls BEGIN SELECT RAISE(ABORT, 'rectification_calls are kept'); END;
CREATE TRIGGER order_calls_kept_update BEFORE UPDATE ON order_calls BEGIN SELECT RAISE(ABORT, 'order_calls are kept'); END;
CREATE TRIGGER order_calls_kept_delete BEFORE DELETE ON order_calls BEGIN SELECT RAISE(ABORT, 'order_calls are kept'); END;
