-- A look of autovacuum at a table makes every connection plan its statements anew. The hot ones find their rows by key,
-- whatever the statistics say; small tables do not need any.
ALTER TABLE live_attempt SET (autovacuum_vacuum_threshold = 10000, autovacuum_analyze_threshold = 1000000);
ALTER TABLE agent SET (autovacuum_vacuum_threshold = 10000, autovacuum_analyze_threshold = 1000000);
ALTER TABLE node SET (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 100000);
ALTER TABLE audit_unchained SET (autovacuum_vacuum_threshold = 10000, autovacuum_analyze_threshold = 1000000);
ALTER TABLE callback SET (autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_threshold = 20000);
ALTER TABLE customer SET (autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_threshold = 20000);
ALTER TABLE customer_phone SET (autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_threshold = 20000);
ALTER TABLE number_ledger SET (autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_threshold = 20000);
ALTER TABLE number_campaign SET (autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_threshold = 20000);
ALTER TABLE audit_chain SET (autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_threshold = 100000);

-- The claim writes these rows beside those they refer to, which it has locked and changed in the same transaction; and nobody may
-- delete those. Looking for them once more was a tenth of a claim.
ALTER TABLE live_attempt DROP CONSTRAINT live_attempt_callback_id_fkey, DROP CONSTRAINT live_attempt_agent_id_fkey, DROP CONSTRAINT live_attempt_node_id_fkey;
ALTER TABLE number_campaign DROP CONSTRAINT number_campaign_campaign_id_fkey, DROP CONSTRAINT number_campaign_org_id_number_key_fkey;
