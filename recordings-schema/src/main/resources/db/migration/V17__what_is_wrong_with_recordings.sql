-- What the sweep found of recordings that are not as they must be; stays when it is explained or has gone away.
CREATE TABLE recording_finding (
    id           uuid PRIMARY KEY,
    org_id       uuid,                      -- NULL: a file that belongs to no call; whoever looks after recordings sees it
    node_id      uuid NOT NULL REFERENCES node,
    kind         text NOT NULL CHECK (kind IN ('MISSING', 'SEAL_FAILED', 'TOO_SHORT', 'AGENT_SILENT', 'CUSTOMER_SILENT',
                 'AGENT_LEG_MISSING', 'CUSTOMER_LEG_MISSING', 'MIXED_ONLY', 'HEADER_REPAIRED', 'DAMAGED', 'ORPHAN', 'ADOPTED',
                 'WITHOUT_CALL', 'LEFTOVER_DIFFERS')),
    subject      text NOT NULL,             -- the recording's id, or a file's name
    recording_id uuid,
    detail       text NOT NULL,             -- for administrators
    state        text NOT NULL CHECK (state IN ('OPEN', 'EXPLAINED', 'RESOLVED')), -- RESOLVED: the sweep does not find it any more
    found_at     timestamptz NOT NULL,
    seen_at      timestamptz NOT NULL,      -- by the last sweep that found it
    explained_by uuid REFERENCES app_user,
    explained_at timestamptz,
    explanation  text,
    CHECK ((explained_by IS NULL) = (explanation IS NULL)),
    CHECK (state <> 'EXPLAINED' OR explained_by IS NOT NULL),
    UNIQUE (kind, subject)
);
CREATE INDEX recording_finding_list ON recording_finding (found_at DESC, id DESC);
CREATE INDEX recording_finding_open ON recording_finding (node_id, kind) WHERE state = 'OPEN';

GRANT SELECT, INSERT, UPDATE ON recording_finding TO ${server_role};
