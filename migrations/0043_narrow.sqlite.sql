-- Rows hardly wider than their keys: one tree for each instead of a table and an index over it.

CREATE TABLE leaves_narrow (
  hub_id BLOB NOT NULL,
  event_id BLOB NOT NULL,
  commitment BLOB NOT NULL,
  position INTEGER,                  -- NULL until the sequencer has placed it
  PRIMARY KEY (hub_id, event_id),
  FOREIGN KEY (hub_id, event_id) REFERENCES events (hub_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO leaves_narrow SELECT hub_id, event_id, commitment, position FROM leaves ORDER BY hub_id, event_id;
DROP TABLE leaves;
ALTER TABLE leaves_narrow RENAME TO leaves;
CREATE UNIQUE INDEX leaves_by_position ON leaves (hub_id, position) WHERE position IS NOT NULL;
CREATE INDEX leaves_waiting ON leaves (hub_id, event_id) WHERE position IS NULL;

CREATE TABLE event_queue_narrow (event_id BLOB PRIMARY KEY, hub_id BLOB NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO event_queue_narrow SELECT event_id, hub_id FROM event_queue ORDER BY event_id;
DROP TABLE event_queue;
ALTER TABLE event_queue_narrow RENAME TO event_queue;
