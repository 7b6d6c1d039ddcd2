-- People, the organizations they act for, and how they sign in.
-- Conventions of every script here: ids are UUIDv7; *_at is milliseconds UTC; *_on is a day YYYY-MM-DD;
-- *_fen is money in fen; enums are TEXT; version counts changes and guards against lost updates.

CREATE TABLE organizations (
  id UUID PRIMARY KEY,
  uscc TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  is_firm BIGINT NOT NULL CHECK (is_firm IN (0, 1)),          -- receives services
  is_provider BIGINT NOT NULL CHECK (is_provider IN (0, 1)),  -- gives services
  division TEXT NOT NULL,            -- GB/T 2260, six digits
  industry TEXT NOT NULL,            -- GB/T 4754-2017
  staff BIGINT,
  revenue_fen BIGINT,
  assets_fen BIGINT,
  size_class TEXT,                   -- large, medium, small, micro; NULL while a figure is missing
  address TEXT NOT NULL DEFAULT '',
  contact_name TEXT NOT NULL DEFAULT '',
  contact_phone TEXT NOT NULL DEFAULT '',
  introduction TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX organizations_by_name ON organizations (name);
CREATE INDEX organizations_by_division ON organizations (division, id);

-- Declared by either side: a service between the two does not count as a service record.
CREATE TABLE affiliations (
  organization_id UUID NOT NULL REFERENCES organizations (id),
  other_id UUID NOT NULL REFERENCES organizations (id),
  words TEXT NOT NULL,
  declared_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, other_id)
);

CREATE TABLE people (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT UNIQUE,                 -- lower case
  phone TEXT UNIQUE,                 -- digits, with country code when not Chinese
  password TEXT,                     -- PHC string, argon2id
  totp_secret BYTEA,
  totp_since BIGINT,                 -- when the person proved the first code
  totp_step BIGINT,                  -- last time step used: a code works once
  language TEXT NOT NULL DEFAULT 'zh-CN',
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE memberships (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES people (id),
  role TEXT NOT NULL,
  organization_id UUID REFERENCES organizations (id),  -- firm and provider roles
  hub_id UUID,                                         -- hub roles and experts
  division TEXT,                                       -- officials: 33 province, 3303 city
  created_at BIGINT NOT NULL,
  created_by UUID,
  ended_at BIGINT
);
CREATE INDEX memberships_by_person ON memberships (person_id);
CREATE INDEX memberships_by_organization ON memberships (organization_id);
CREATE INDEX memberships_by_hub ON memberships (hub_id);

-- Somebody wants to join an organization that exists; its owner decides.
CREATE TABLE join_requests (
  id UUID PRIMARY KEY,
  organization_id UUID NOT NULL REFERENCES organizations (id),
  person_id UUID NOT NULL REFERENCES people (id),
  role TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  decided_at BIGINT,
  decided_by UUID,
  accepted BIGINT
);
CREATE INDEX join_requests_by_organization ON join_requests (organization_id, decided_at);

CREATE TABLE sessions (
  token_hash BYTEA PRIMARY KEY,      -- SHA-256 of the cookie's 256 random bits
  id UUID NOT NULL UNIQUE,
  person_id UUID NOT NULL REFERENCES people (id),
  membership_id UUID REFERENCES memberships (id),  -- whom the person acts for now
  strong BIGINT NOT NULL,            -- 1 after a second factor or a one-time link
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);

-- One-time links: sign in (init, demonstration), reset a password, accept an invitation.
CREATE TABLE links (
  token_hash BYTEA PRIMARY KEY,
  kind TEXT NOT NULL,                -- sign_in, reset, invitation
  person_id UUID REFERENCES people (id),
  email TEXT,
  role TEXT,
  organization_id UUID REFERENCES organizations (id),
  hub_id UUID,
  division TEXT,
  created_by UUID,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

-- Failed sign-ins per account and per address: delays grow, nobody is locked out for good.
CREATE TABLE attempts (
  key_hash BYTEA PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL
);
