-- What a notice counts (rows written, refused …): an object of JSON, empty where it counts nothing.
ALTER TABLE notices ADD COLUMN figures TEXT NOT NULL DEFAULT '';
