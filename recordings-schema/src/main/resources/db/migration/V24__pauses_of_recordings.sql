-- Stretches of a call that were not recorded because the customer said something that must not be kept.
CREATE TABLE recording_pause (
    id           uuid PRIMARY KEY,
    recording_id uuid NOT NULL,
    org_id       uuid NOT NULL,
    node_id      uuid NOT NULL,
    agent_id     uuid NOT NULL,
    reason       text NOT NULL CHECK (reason IN ('CARD_NUMBER', 'CUSTOMER_ASKED')),
    begun_by     uuid NOT NULL REFERENCES app_user,
    begun_at     timestamptz NOT NULL,      -- a moment before the sound is muted
    until_at     timestamptz NOT NULL,      -- it ends by itself then
    ended_at     timestamptz,               -- a moment after the sound is back; NULL: it goes on
    ended        text CHECK (ended IN ('AGENT', 'TIME', 'PBX', 'CALL_ENDED', 'NOT_MUTED')), -- PBX: no server was there; NOT_MUTED: never began
    from_ms      bigint NOT NULL,           -- in the recording
    to_ms        bigint,
    CHECK ((ended IS NULL) = (ended_at IS NULL) AND (ended IS NULL) = (to_ms IS NULL))
);
CREATE UNIQUE INDEX recording_pause_open ON recording_pause (recording_id) WHERE ended IS NULL;
CREATE INDEX recording_pause_of ON recording_pause (recording_id, from_ms);

GRANT SELECT, INSERT, UPDATE ON recording_pause TO ${server_role};
GRANT SELECT ON recording_pause TO ${purge_role};
