-- Single keys for staff: on, until the person switches them off.
ALTER TABLE people ADD COLUMN keys BIGINT NOT NULL DEFAULT 1;
