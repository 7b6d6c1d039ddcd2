-- The directory of hubs as staff keep it: grades can be corrected, and the lists of one hub are read by index.

ALTER TABLE hub_grades ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX residencies_by_hub ON residencies (hub_id, organization_id, starts_on);
CREATE INDEX experts_by_name ON experts (hub_id, name);
CREATE INDEX carriers_by_day ON carriers (hub_id, founded_on);
CREATE INDEX hubs_by_division ON hubs (division, stage);
