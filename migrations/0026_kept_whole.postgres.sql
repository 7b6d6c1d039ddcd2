-- A record is kept whole: only that it was corrected is added, once.
DROP TRIGGER records_kept_u ON records;
CREATE TRIGGER records_kept_u BEFORE UPDATE ON records FOR EACH ROW
WHEN (to_jsonb(NEW) - 'corrected_by' IS DISTINCT FROM to_jsonb(OLD) - 'corrected_by'
  OR OLD.corrected_by IS NOT NULL OR NEW.corrected_by IS NULL)
EXECUTE FUNCTION kept();

-- Residents of a hub see the needs that are for all of them, in the days of their term; of those for named providers the
-- named ones do. The day is that of whoever asks; the server's own where none was told.
CREATE FUNCTION asked_on() RETURNS TEXT LANGUAGE sql STABLE AS $$
  SELECT COALESCE(NULLIF(current_setting('yizhan.today', true), ''),
    to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'))
$$;

-- Asked as the system: the policy of need_providers looks for the need, which would look here again.
CREATE FUNCTION is_named(hub UUID, need UUID, organization UUID) RETURNS BOOLEAN LANGUAGE plpgsql STABLE AS $$
DECLARE
  was TEXT := current_setting('yizhan.scope', true);
  named BOOLEAN;
BEGIN
  PERFORM set_config('yizhan.scope', 'system', true);
  named := EXISTS (SELECT 1 FROM need_providers p
    WHERE p.hub_id = hub AND p.need_id = need AND p.organization_id = organization);
  PERFORM set_config('yizhan.scope', was, true);
  RETURN named;
END $$;

DROP POLICY resident ON needs;
CREATE POLICY resident ON needs FOR SELECT USING ((SELECT acting_for()) IS NOT NULL AND CASE visibility
  WHEN 'providers' THEN EXISTS (SELECT 1 FROM residencies r
    WHERE r.hub_id = needs.hub_id AND r.organization_id = (SELECT acting_for())
      AND r.starts_on <= (SELECT asked_on()) AND (r.ends_on IS NULL OR r.ends_on >= (SELECT asked_on())))
  WHEN 'named' THEN is_named(hub_id, id, (SELECT acting_for()))
  ELSE false END);
