-- Why the making of an evidence package ended early, as a code with values, so that pages say it in the reader's language.
ALTER TABLE evidence_package ADD failed_code text, ADD failed_values jsonb;
ALTER TABLE evidence_package ADD CONSTRAINT evidence_package_failed CHECK ((failed_code IS NULL) = (failed_values IS NULL)
    AND (failed IS NOT NULL OR failed_code IS NULL));
GRANT UPDATE (failed_code, failed_values) ON evidence_package TO ${server_role};
