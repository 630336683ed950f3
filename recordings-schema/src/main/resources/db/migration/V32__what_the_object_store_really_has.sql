-- The object store is compared with the rows by listing it, page by page, by one server at a time.
ALTER TABLE recording_finding DROP CONSTRAINT recording_finding_kind_check;
ALTER TABLE recording_finding ADD CONSTRAINT recording_finding_kind_check
    CHECK (kind IN ('MISSING', 'SEAL_FAILED', 'TOO_SHORT', 'AGENT_SILENT', 'CUSTOMER_SILENT', 'AGENT_LEG_MISSING',
           'CUSTOMER_LEG_MISSING', 'MIXED_ONLY', 'HEADER_REPAIRED', 'DAMAGED', 'ORPHAN', 'ADOPTED', 'WITHOUT_CALL',
           'LEFTOVER_DIFFERS', 'DELETE_MARKER'));

CREATE TABLE object_sweep (
    store       text PRIMARY KEY,
    node_id     uuid REFERENCES node,      -- who is at it
    lease_until timestamptz,               -- another server may go on after
    began_at    timestamptz,               -- of the pass under way; NULL: none is
    name        text,                      -- the last one listed; NULL: at the beginning
    version     text,
    seen        bigint NOT NULL DEFAULT 0, -- versions and markers of the pass under way
    found       bigint NOT NULL DEFAULT 0, -- of these without a row
    ended_at    timestamptz,               -- of the last whole pass, with what it had seen and found
    ended_seen  bigint NOT NULL DEFAULT 0,
    ended_found bigint NOT NULL DEFAULT 0
);
CREATE INDEX recording_source_left ON recording_source (recording_id) WHERE deleted_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON object_sweep TO ${server_role};
