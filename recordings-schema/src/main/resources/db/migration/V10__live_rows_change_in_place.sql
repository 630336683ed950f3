-- Rows that change several times a call change in place (HOT): room in their pages, and no index on what changes.

-- The agent's lock spoke of the state, so that each change of it touched every index.
ALTER TABLE live_attempt ADD COLUMN fate_unknown boolean GENERATED ALWAYS AS (state = 'UNKNOWN') STORED;
DROP INDEX live_attempt_agent;
CREATE UNIQUE INDEX live_attempt_agent ON live_attempt (agent_id) WHERE NOT fate_unknown;

ALTER TABLE live_attempt SET (fillfactor = 30, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE agent SET (fillfactor = 40, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE node SET (fillfactor = 20);
ALTER TABLE number_ledger SET (fillfactor = 85);
ALTER TABLE audit_unchained SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
