-- What happens after a command: jobs in the same transaction, and what was done already.

CREATE TABLE jobs (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,             -- JSON
  once TEXT,                         -- while one with this word waits, another is not added
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL,               -- waiting, failed (after the last attempt, kept to be seen)
  error TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX jobs_once ON jobs (once) WHERE state = 'waiting' AND once IS NOT NULL;
CREATE INDEX jobs_due ON jobs (state, run_at);

-- A form sent twice is done once: the second gets the first one's answer.
CREATE TABLE commands (
  person_id UUID NOT NULL,           -- nil for visitors
  once TEXT NOT NULL,
  location TEXT NOT NULL,
  done_at BIGINT NOT NULL,
  PRIMARY KEY (person_id, once)
);
CREATE INDEX commands_by_time ON commands (done_at);

-- What belongs to the installation: signing key, demonstration flag, seed.
CREATE TABLE installation (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
