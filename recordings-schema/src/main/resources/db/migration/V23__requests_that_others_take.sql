-- What a customer asks another employee for (R45): one row for each request, with the callback that keeps it.

CREATE TABLE customer_request (
    id            uuid PRIMARY KEY,
    org_id        uuid NOT NULL REFERENCES org_unit,
    taken_at      timestamptz NOT NULL,
    taken_by      uuid NOT NULL REFERENCES app_user,
    customer_id   uuid NOT NULL REFERENCES customer,
    callback_id   uuid NOT NULL REFERENCES callback,
    callback_made boolean NOT NULL,          -- false: it was open already, and became an appointment
    wished_at     timestamptz NOT NULL,      -- when the customer wants to be called
    note          text NOT NULL CHECK (length(note) BETWEEN 1 AND 2000),
    agent_id      uuid REFERENCES agent,     -- whom it concerns; NULL: whoever is there
    seen_at       timestamptz,
    seen_by       uuid REFERENCES app_user,
    CHECK ((seen_at IS NULL) = (seen_by IS NULL))
);
CREATE INDEX customer_request_list ON customer_request (org_id, taken_at DESC, id DESC);
CREATE INDEX customer_request_unseen ON customer_request (org_id, taken_at) WHERE seen_at IS NULL;

GRANT SELECT ON customer_request TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE (seen_at, seen_by) ON customer_request TO ${server_role};

-- A call that came in, was put through and whose fate a person decided.
ALTER TABLE inbound_call DROP CONSTRAINT inbound_call_reason_check;
ALTER TABLE inbound_call ADD CONSTRAINT inbound_call_reason_check CHECK (reason IN (
    'NOBODY_READY', 'GAVE_UP', 'UNKNOWN_CALLER', 'NO_NUMBER', 'NO_CALLBACK', 'ALREADY_TALKING', 'NOT_TAKEN', 'CLOSED', 'NO_SERVER',
    'SERVER_LOST', 'NOT_CONNECTED', 'UNKNOWN_FATE'));
