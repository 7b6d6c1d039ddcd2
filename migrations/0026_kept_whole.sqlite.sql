-- A record is kept whole: only that it was corrected is added, once.
DROP TRIGGER records_kept_u;
CREATE TRIGGER records_kept_u BEFORE UPDATE OF hub_id, id, reference, order_id, order_reference, corrects_id, center_id, center_kind, center_name, function,
  service_id, service_name, provider_id, provider_name, provider_uscc, firm_id, firm_name, firm_uscc, firm_size,
  firm_division, firm_industry, accepted_on, due_on, delivered_on, confirmed_on, confirmed_at, month, price_fen,
  deliverables, rating, trips, on_time, benefit, benefit_fen, benefit_days, benefit_how, counts, reasons, rule,
  correction_words, event_id
ON records BEGIN SELECT RAISE(ABORT, 'records are kept: correct with a new record'); END;
CREATE TRIGGER records_corrected_once BEFORE UPDATE OF corrected_by ON records
WHEN OLD.corrected_by IS NOT NULL OR NEW.corrected_by IS NULL
BEGIN SELECT RAISE(ABORT, 'records are kept: one is corrected once'); END;
