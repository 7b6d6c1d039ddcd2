-- Every state of a plan that its firm was shown or agreed to, kept whole.
CREATE TABLE plan_versions (
  hub_id UUID NOT NULL,
  plan_id UUID NOT NULL,
  number BIGINT NOT NULL,
  cause TEXT NOT NULL,               -- proposed, accepted, changed, cancelled
  made_by UUID,
  made_at BIGINT NOT NULL,
  body TEXT NOT NULL,                -- JSON: the lines, as the event commits to them
  event_id UUID NOT NULL,
  PRIMARY KEY (hub_id, plan_id, number),
  FOREIGN KEY (hub_id, plan_id) REFERENCES plans (hub_id, id)
);

-- A change of a running plan: proposed by one side, in force once everybody concerned has agreed.
CREATE TABLE plan_changes (
  hub_id UUID NOT NULL,
  id UUID NOT NULL,
  plan_id UUID NOT NULL,
  firm_id UUID NOT NULL REFERENCES organizations (id),
  state TEXT NOT NULL,               -- proposed, agreed, refused, withdrawn
  side TEXT NOT NULL,                -- hub, firm, provider: who proposed it
  organization_id UUID,              -- the firm or provider that proposed it
  reason TEXT NOT NULL,
  proposed_by UUID NOT NULL REFERENCES people (id),
  proposed_at BIGINT NOT NULL,
  ended_by UUID,
  ended_at BIGINT,
  ended_words TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (hub_id, id),
  FOREIGN KEY (hub_id, plan_id) REFERENCES plans (hub_id, id)
);
CREATE UNIQUE INDEX plan_changes_one_open ON plan_changes (hub_id, plan_id) WHERE state = 'proposed';
CREATE INDEX plan_changes_of_plan ON plan_changes (hub_id, plan_id, proposed_at);

CREATE TABLE plan_change_lines (
  hub_id UUID NOT NULL,
  change_id UUID NOT NULL,
  number BIGINT NOT NULL,
  provider_id UUID NOT NULL REFERENCES organizations (id),  -- whose work it is: they read it, other providers do not
  body TEXT NOT NULL,                -- JSON
  PRIMARY KEY (hub_id, change_id, number),
  FOREIGN KEY (hub_id, change_id) REFERENCES plan_changes (hub_id, id)
);

CREATE TABLE plan_change_parties (
  hub_id UUID NOT NULL,
  change_id UUID NOT NULL,
  firm_id UUID NOT NULL REFERENCES organizations (id),  -- of the plan
  side TEXT NOT NULL,                -- firm, provider
  organization_id UUID NOT NULL REFERENCES organizations (id),
  agreed_by UUID,
  agreed_at BIGINT,                  -- NULL: waited for
  PRIMARY KEY (hub_id, change_id, side, organization_id),
  FOREIGN KEY (hub_id, change_id) REFERENCES plan_changes (hub_id, id)
);
CREATE INDEX plan_change_parties_waited_for ON plan_change_parties (organization_id) WHERE agreed_at IS NULL;
