-- Lists that people keep in Excel, taken in: the file as evidence, what each of its rows was found to be, and what
-- became of it. A row is written in the transaction that says so, so that none is written twice.

CREATE TABLE imports (
  hub_id UUID NOT NULL,              -- nil UUID: organizations, which are of no hub
  id UUID NOT NULL,
  kind TEXT NOT NULL,                -- organizations, providers, services, experts, residencies
  state TEXT NOT NULL,               -- reading, refused, matching, checking, checked, writing, stopped, written, undoing,
                                     -- undone, discarded
  file_name TEXT NOT NULL,
  file_hash BYTEA NOT NULL,          -- SHA-256: its address in the file store
  file_bytes BIGINT NOT NULL,
  origin TEXT NOT NULL DEFAULT '',   -- what it was: xlsx, UTF-8, GB18030, UTF-16
  sheet TEXT NOT NULL DEFAULT '',    -- of a workbook; before it was read: the one asked for
  sheets TEXT NOT NULL DEFAULT '[]', -- JSON
  header_line BIGINT NOT NULL DEFAULT 0,   -- the row that names the columns
  data_after BIGINT NOT NULL DEFAULT 0,    -- the row before the first of the list: the header, or what explains it
  matching TEXT NOT NULL DEFAULT '[]',  -- JSON: a column's name in the file, and the field it is
  said TEXT NOT NULL DEFAULT '',     -- JSON: why it was refused or stopped
  person_id UUID NOT NULL REFERENCES people (id),
  membership_id UUID NOT NULL REFERENCES memberships (id),
  acting_person UUID NOT NULL,       -- who decided last: the running step acts for them
  acting_membership UUID NOT NULL,
  created_at BIGINT NOT NULL,
  total_rows BIGINT NOT NULL DEFAULT 0,
  cursor_line BIGINT NOT NULL DEFAULT 0,   -- how far the step that runs has come
  passed BIGINT NOT NULL DEFAULT 0,        -- how many rows that were
  n_new BIGINT NOT NULL DEFAULT 0,
  n_changed BIGINT NOT NULL DEFAULT 0,
  n_unchanged BIGINT NOT NULL DEFAULT 0,
  n_refused BIGINT NOT NULL DEFAULT 0,
  n_written BIGINT NOT NULL DEFAULT 0,
  n_undone BIGINT NOT NULL DEFAULT 0,
  n_kept BIGINT NOT NULL DEFAULT 0,
  written_at BIGINT,                 -- the last row was written
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id)
);
CREATE INDEX imports_by_file ON imports (hub_id, file_hash);
CREATE INDEX imports_newest ON imports (id, hub_id);

CREATE TABLE import_rows (
  hub_id UUID NOT NULL,
  import_id UUID NOT NULL,
  line BIGINT NOT NULL,              -- the number that Excel shows beside the row
  content TEXT NOT NULL,             -- JSON: its cells, and which of them lost digits
  entry_key TEXT NOT NULL DEFAULT '',  -- what it is about: two rows of one file about the same are refused
  label TEXT NOT NULL DEFAULT '',    -- the same for people
  outcome TEXT NOT NULL DEFAULT '',  -- new, changed, unchanged, refused
  state TEXT NOT NULL DEFAULT '',    -- written, undone, kept (could not be undone)
  said TEXT NOT NULL DEFAULT '[]',   -- JSON: why it was refused or kept
  differences TEXT NOT NULL DEFAULT '[]',  -- JSON: field, before, after
  object_id UUID,                    -- the entry
  seen_version BIGINT,               -- its version when the row was checked
  written_version BIGINT,            -- and after the row was written
  entry_before TEXT,                 -- JSON: how it read before, for undoing
  PRIMARY KEY (hub_id, import_id, line),
  FOREIGN KEY (hub_id, import_id) REFERENCES imports (hub_id, id)
);
CREATE INDEX import_rows_by_outcome ON import_rows (hub_id, import_id, outcome, line);
CREATE INDEX import_rows_by_state ON import_rows (hub_id, import_id, state, line);
CREATE INDEX import_rows_by_key ON import_rows (hub_id, import_id, entry_key, line);

-- Each row of a list is looked for in what there is.
CREATE INDEX services_by_name ON services (hub_id, name);
-- An organization that was taken in by mistake is deleted, when nothing refers to it.
CREATE INDEX need_providers_by_organization ON need_providers (organization_id);
CREATE INDEX plan_items_by_provider ON plan_items (provider_id);
CREATE INDEX plan_items_by_service ON plan_items (hub_id, service_id);
-- jobs.letter says which queue a job waits in: 0 the machine's own, 1 letters, 2 what takes long.
