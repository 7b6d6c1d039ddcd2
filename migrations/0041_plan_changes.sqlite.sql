-- A version is kept as it was.
CREATE TRIGGER plan_versions_kept_u BEFORE UPDATE ON plan_versions BEGIN SELECT RAISE(ABORT, 'versions are kept'); END;
CREATE TRIGGER plan_versions_kept_d BEFORE DELETE ON plan_versions BEGIN SELECT RAISE(ABORT, 'versions are kept'); END;
