-- Figures of a hub's month, kept beside the records that count and stand, so that years of a whole city are read as fast as a
-- month. What is in these tables follows from `records` alone (records/rollups): `yizhan measures recount` proves it.

-- Dense numbers of the organizations that have records, as firms or providers: sets of them are compressed bitmaps.
CREATE TABLE organization_numbers (
  organization_id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE
);
INSERT INTO organization_numbers (organization_id, number)
  SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 FROM
    (SELECT firm_id AS id FROM records UNION SELECT provider_id FROM records) having_records;

-- Sums of all (kind and value are empty) and of each function, size class, industry and division.
CREATE TABLE rollups (
  hub_id UUID NOT NULL,
  kind TEXT NOT NULL,                -- '', function, size, industry (two digits), division
  value TEXT NOT NULL,
  month TEXT NOT NULL,
  records BIGINT NOT NULL,
  on_time BIGINT NOT NULL,
  with_due BIGINT NOT NULL,
  rating_sum BIGINT NOT NULL,
  rated BIGINT NOT NULL,
  poor BIGINT NOT NULL,
  trips BIGINT NOT NULL,
  trips_over BIGINT NOT NULL,
  priced BIGINT NOT NULL,
  price_fen BIGINT NOT NULL,
  benefits BIGINT NOT NULL,
  benefit_fen BIGINT NOT NULL,
  benefit_days BIGINT NOT NULL,
  PRIMARY KEY (hub_id, kind, value, month)
);

-- Distinct firms of the same, and of the kind `providers` the distinct providers: Roaring bitmaps of their numbers, in the
-- portable format (github.com/RoaringBitmap/RoaringFormatSpec). Apart from the sums, which change much more often.
CREATE TABLE rollup_sets (
  hub_id UUID NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  month TEXT NOT NULL,
  members BYTEA NOT NULL,
  PRIMARY KEY (hub_id, kind, value, month)
);

-- Whole from the first record on. Where there are records already, the job `records.rollups` reckons them; until then
-- figures are reckoned from the rows.
INSERT INTO installation (name, value) SELECT 'rollups', 'whole' WHERE NOT EXISTS (SELECT 1 FROM records);

DROP TABLE tally_reach;
DROP TABLE tally_firms;
DROP TABLE tallies;
DROP TABLE tally_scopes;

-- A month is recounted from this index alone.
DROP INDEX records_figures;
CREATE INDEX records_figures ON records
  (hub_id, month, counts, corrected_by, firm_id, on_time, rating, trips, benefit, benefit_fen, benefit_days, price_fen,
   provider_id, function, firm_size, firm_industry, firm_division);

-- What measures are counted by.
CREATE INDEX organizations_by_industry ON organizations (industry, division, created_at) WHERE is_firm = 1;
CREATE INDEX records_by_order ON records (hub_id, order_id);
CREATE INDEX needs_of_function ON needs (hub_id, function, accepted_at);
CREATE INDEX bookings_booked ON bookings (hub_id, starts_at) WHERE state = 'booked';
CREATE INDEX rectifications_opened ON rectifications (hub_id, opened_at);
