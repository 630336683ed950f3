-- Customers who saw a missed call and ring (R44, R45): one row for each call from a trunk, and attempts that the customer began.

ALTER TABLE live_attempt ADD COLUMN direction text NOT NULL DEFAULT 'OUT' CHECK (direction IN ('OUT', 'IN'));
ALTER TABLE attempt ADD COLUMN direction text NOT NULL DEFAULT 'OUT' CHECK (direction IN ('OUT', 'IN'));

CREATE TABLE inbound_call (
    id             uuid PRIMARY KEY,
    org_id         uuid NOT NULL REFERENCES org_unit,
    trunk_id       uuid NOT NULL REFERENCES trunk,
    node_id        uuid NOT NULL REFERENCES node,
    channel        text NOT NULL,          -- as its Asterisk names it
    number_key     bytea,                  -- NULL: no usable number came with it
    unknown_caller text CHECK (unknown_caller ~ '^\+[0-9]{3,19}$'), -- E.164, only where no customer has the number
    customer_id    uuid REFERENCES customer,
    callback_id    uuid REFERENCES callback,
    state          text NOT NULL CHECK (state IN ('RINGING', 'PUT_THROUGH', 'ANSWERED', 'MISSED')),
    reason         text CHECK (reason IN ('NOBODY_READY', 'GAVE_UP', 'UNKNOWN_CALLER', 'NO_NUMBER', 'NO_CALLBACK', 'ALREADY_TALKING',
                                          'NOT_TAKEN', 'CLOSED', 'NO_SERVER', 'SERVER_LOST', 'NOT_CONNECTED')),
    agent_id       uuid REFERENCES agent,  -- who was to take it
    attempt_id     uuid,                   -- from the moment it was put through
    started_at     timestamptz NOT NULL,
    put_through_at timestamptz,
    answered_at    timestamptz,
    ended_at       timestamptz,
    call_again_at  timestamptz,            -- missed: somebody calls from then on
    UNIQUE (node_id, channel),
    CHECK (state <> 'MISSED' OR reason IS NOT NULL),
    CHECK (state NOT IN ('PUT_THROUGH', 'ANSWERED') OR attempt_id IS NOT NULL)
);
CREATE INDEX inbound_call_list ON inbound_call (org_id, started_at DESC, id DESC);
CREATE INDEX inbound_call_open ON inbound_call (node_id) WHERE state = 'RINGING';
CREATE UNIQUE INDEX inbound_call_attempt ON inbound_call (attempt_id) WHERE attempt_id IS NOT NULL;

GRANT SELECT ON inbound_call TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE ON inbound_call TO ${server_role};
