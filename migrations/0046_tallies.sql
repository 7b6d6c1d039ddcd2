-- Figures of all records of a hub, kept beside them, so that years of a whole city are read as fast as a month. What is
-- in these tables follows from `records` alone and can be reckoned again at any time (records/store_tallies.rs).

-- Under which names the records of a hub are tallied: its code, and the divisions it lies in; '' is everywhere.
CREATE TABLE tally_scopes (
  hub_id UUID NOT NULL,
  scope TEXT NOT NULL,
  PRIMARY KEY (hub_id, scope)
);

-- Sums by month: of the records that count and stand (1), and of the others (0).
CREATE TABLE tallies (
  hub_id UUID NOT NULL,
  month TEXT NOT NULL,
  standing BIGINT NOT NULL,
  records BIGINT NOT NULL,
  on_time BIGINT NOT NULL,
  with_due BIGINT NOT NULL,
  rating_sum BIGINT NOT NULL,
  rated BIGINT NOT NULL,
  trips BIGINT NOT NULL,
  trips_over BIGINT NOT NULL,
  benefits BIGINT NOT NULL,
  benefit_fen BIGINT NOT NULL,
  benefit_days BIGINT NOT NULL,
  PRIMARY KEY (hub_id, month, standing)
);

-- The months in which a firm has records under a name, those that count and stand (1) or all (0), and how many.
CREATE TABLE tally_firms (
  scope TEXT NOT NULL,
  standing BIGINT NOT NULL,
  firm_id UUID NOT NULL,
  month TEXT NOT NULL,
  records BIGINT NOT NULL,
  PRIMARY KEY (scope, standing, firm_id, month)
);

-- How many firms have records in a month whose last month with one was `before` ('' for none). The firms of a span are
-- those of its months whose month before lies before the span: each is counted once.
CREATE TABLE tally_reach (
  scope TEXT NOT NULL,
  standing BIGINT NOT NULL,
  month TEXT NOT NULL,
  before TEXT NOT NULL,
  firms BIGINT NOT NULL,
  PRIMARY KEY (scope, standing, month, before)
);

INSERT INTO tally_scopes (hub_id, scope)
  SELECT id, code FROM hubs UNION SELECT id, '' FROM hubs UNION SELECT id, substr(division, 1, 2) FROM hubs
  UNION SELECT id, substr(division, 1, 4) FROM hubs UNION SELECT id, substr(division, 1, 6) FROM hubs;
INSERT INTO tallies (hub_id, month, standing, records, on_time, with_due, rating_sum, rated, trips, trips_over, benefits,
                     benefit_fen, benefit_days)
  SELECT r.hub_id, r.month, CASE WHEN r.counts = 1 AND r.corrected_by IS NULL THEN 1 ELSE 0 END, COUNT(*),
         COUNT(CASE WHEN r.on_time = 1 THEN 1 END), COUNT(r.on_time), CAST(COALESCE(SUM(r.rating), 0) AS BIGINT),
         COUNT(r.rating), CAST(COALESCE(SUM(r.trips), 0) AS BIGINT), COUNT(CASE WHEN r.trips > 1 THEN 1 END),
         COUNT(CASE WHEN r.benefit <> '' THEN 1 END), CAST(COALESCE(SUM(r.benefit_fen), 0) AS BIGINT),
         CAST(COALESCE(SUM(r.benefit_days), 0) AS BIGINT)
  FROM records r
  GROUP BY r.hub_id, r.month, CASE WHEN r.counts = 1 AND r.corrected_by IS NULL THEN 1 ELSE 0 END;
INSERT INTO tally_firms (scope, standing, firm_id, month, records)
  SELECT s.scope, 0, r.firm_id, r.month, COUNT(*) FROM records r JOIN tally_scopes s ON s.hub_id = r.hub_id
  GROUP BY s.scope, r.firm_id, r.month;
INSERT INTO tally_firms (scope, standing, firm_id, month, records)
  SELECT s.scope, 1, r.firm_id, r.month, COUNT(*) FROM records r JOIN tally_scopes s ON s.hub_id = r.hub_id
  WHERE r.counts = 1 AND r.corrected_by IS NULL GROUP BY s.scope, r.firm_id, r.month;
INSERT INTO tally_reach (scope, standing, month, before, firms)
  SELECT scope, standing, month, before, COUNT(*) FROM
    (SELECT scope, standing, month,
            COALESCE(LAG(month) OVER (PARTITION BY scope, standing, firm_id ORDER BY month), '') AS before
     FROM tally_firms) chained
  GROUP BY scope, standing, month, before;
