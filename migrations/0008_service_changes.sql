-- How a provider wants a published service to read, until the hub takes it over (then the row goes) or sends it back.
-- The service itself stays as it is meanwhile.
CREATE TABLE service_changes (
  hub_id UUID NOT NULL,
  service_id UUID NOT NULL,
  organization_id UUID NOT NULL REFERENCES organizations (id),
  service_version BIGINT NOT NULL,          -- of the service that the provider saw
  entry TEXT NOT NULL,                      -- JSON: the whole entry as it should read
  proposed_at BIGINT NOT NULL,
  returned_words TEXT NOT NULL DEFAULT '',  -- why the hub sent it back; empty while it waits
  PRIMARY KEY (hub_id, service_id, organization_id),
  FOREIGN KEY (hub_id, service_id) REFERENCES services (hub_id, id)
);
CREATE INDEX service_changes_by_organization ON service_changes (organization_id);

-- The public list: by purpose, then by code; the columns behind answer its filters and its counts from the index alone.
CREATE INDEX services_public ON services (state, function, code, hub_id, center_id, price_kind);
-- The hub's own list, and what waits on top of it.
CREATE INDEX services_by_hub ON services (hub_id, code);
CREATE INDEX services_by_proposer ON services (proposed_by);
