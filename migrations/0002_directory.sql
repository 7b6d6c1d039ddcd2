-- The directory: hubs, their centers, who is resident in them, and what services can be had.

CREATE TABLE hubs (
  id UUID PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,         -- three letters, the head of every reference number
  name TEXT NOT NULL,
  industry TEXT NOT NULL,            -- in words: 鞋业
  industry_codes TEXT NOT NULL,      -- GB/T 4754-2017 prefixes, comma separated: 195,1951
  division TEXT NOT NULL,
  level TEXT NOT NULL,               -- city, province
  stage TEXT NOT NULL,               -- cultivating, creating, recognised, removed
  operator TEXT NOT NULL,
  address TEXT NOT NULL,
  hours TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  introduction TEXT NOT NULL,
  named_publicly BIGINT NOT NULL DEFAULT 0,  -- demonstration: 1 for hubs named in public news
  version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE hub_grades (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  year BIGINT NOT NULL,
  grade TEXT NOT NULL,               -- in the words of that year's scheme
  source TEXT NOT NULL,
  PRIMARY KEY (hub_id, year)
);

CREATE TABLE centers (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  kind TEXT NOT NULL,                -- innovation, testing, property, certification, brand, finance, sharing, talent
  name TEXT NOT NULL,
  introduction TEXT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id)
);

CREATE TABLE residencies (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  organization_id UUID NOT NULL REFERENCES organizations (id),
  center_id UUID NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT,                      -- NULL: open-ended
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, center_id) REFERENCES centers (hub_id, id)
);
CREATE INDEX residencies_by_organization ON residencies (organization_id);

CREATE TABLE carriers (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  name TEXT NOT NULL,
  partner TEXT NOT NULL,             -- the university or institute
  field TEXT NOT NULL,
  founded_on TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id)
);

CREATE TABLE experts (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  person_id UUID REFERENCES people (id),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  employer TEXT NOT NULL,
  fields TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id)
);

CREATE TABLE services (
  hub_id UUID NOT NULL REFERENCES hubs (id),
  id UUID NOT NULL,
  code TEXT NOT NULL UNIQUE,         -- LCX-012, stands in the address of its page
  center_id UUID NOT NULL,
  function TEXT NOT NULL,            -- code of schemes/functions.toml
  name TEXT NOT NULL,
  outcome TEXT NOT NULL,             -- what one gets
  audience TEXT NOT NULL,            -- who may ask
  price_kind TEXT NOT NULL,          -- free, fixed, range, quote
  price_from_fen BIGINT,
  price_to_fen BIGINT,
  price_unit TEXT NOT NULL DEFAULT '',
  promised_days BIGINT NOT NULL,     -- working days
  statutory_days BIGINT,
  trips BIGINT NOT NULL CHECK (trips IN (0, 1)),
  state TEXT NOT NULL,               -- draft, proposed, published, retired
  proposed_by UUID REFERENCES organizations (id),
  returned_words TEXT NOT NULL DEFAULT '',  -- why the hub sent a proposal back
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, center_id) REFERENCES centers (hub_id, id)
);
CREATE INDEX services_by_center ON services (hub_id, center_id, state);
CREATE INDEX services_by_function ON services (hub_id, function, state);

CREATE TABLE service_materials (
  hub_id UUID NOT NULL,
  service_id UUID NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  needed BIGINT NOT NULL,            -- 1 needed, 0 optional
  formats TEXT NOT NULL,
  may_follow BIGINT NOT NULL,        -- 容缺: may be handed in later
  PRIMARY KEY (hub_id, service_id, position),
  FOREIGN KEY (hub_id, service_id) REFERENCES services (hub_id, id)
);

CREATE TABLE service_providers (
  hub_id UUID NOT NULL,
  service_id UUID NOT NULL,
  organization_id UUID NOT NULL REFERENCES organizations (id),
  price_fen BIGINT,                  -- its fixed price, when it differs from the service's
  accreditation TEXT NOT NULL DEFAULT '',  -- CMA, CNAS and their scope
  PRIMARY KEY (hub_id, service_id, organization_id),
  FOREIGN KEY (hub_id, service_id) REFERENCES services (hub_id, id)
);
CREATE INDEX service_providers_by_organization ON service_providers (organization_id);
