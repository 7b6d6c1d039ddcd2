-- Sent once, and only as it was sent; what is secret is not kept; a second factor is good for a working day.

-- The same word with other content is another command: no row of before says what its content was, and none is needed
-- longer than a form stays open.
DROP TABLE commands;
CREATE TABLE commands (
  person_id UUID NOT NULL,           -- nil for visitors
  once TEXT NOT NULL,
  content BYTEA NOT NULL,            -- SHA-256 of the path and of what was sent
  location TEXT NOT NULL,
  done_at BIGINT NOT NULL,
  PRIMARY KEY (person_id, once, content)
);
CREATE INDEX commands_by_time ON commands (done_at);

-- 1 for a letter: it may be slow to leave, is tried for longer, and its text is not kept when it never leaves.
ALTER TABLE jobs ADD COLUMN letter BIGINT NOT NULL DEFAULT 0;
UPDATE jobs SET letter = 1 WHERE kind = 'mail.send';
UPDATE jobs SET payload = '' WHERE letter = 1 AND state = 'failed';

-- When a strong session was last used in a role that needs a second factor. Those of before give their code once more.
ALTER TABLE sessions ADD COLUMN strong_at BIGINT NOT NULL DEFAULT 0;
