-- The page of numbers that must not be called, newest first; few of many rows.
CREATE INDEX number_ledger_stopped ON number_ledger (org_id, stopped_at DESC, number_key DESC) WHERE stopped_at IS NOT NULL;
