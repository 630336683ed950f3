-- What is written to customers, how it went, and what they answer. docs/schema.md in this module explains every table.

-- ---------------------------------------------------------------- what customers refuse, by channel (R42)
CREATE TABLE customer_consent (
    customer_id uuid NOT NULL REFERENCES customer ON DELETE CASCADE,
    channel     text NOT NULL CHECK (channel IN ('CALL', 'SMS', 'EMAIL', 'LETTER', 'VISIT')),
    org_id      uuid NOT NULL REFERENCES org_unit,
    refused_at  timestamptz,               -- NULL: allowed again
    reason      text NOT NULL,
    source      text NOT NULL CHECK (source IN ('PERSON', 'TALK', 'REPLY')),
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (customer_id, channel)
);
CREATE INDEX customer_consent_calls ON customer_consent (customer_id) WHERE channel = 'CALL' AND refused_at IS NOT NULL;

-- ---------------------------------------------------------------- the outbox grows up
ALTER TABLE message_outbox DROP CONSTRAINT message_outbox_callback_id_kind_key;
ALTER TABLE message_outbox DROP CONSTRAINT message_outbox_state_check;
ALTER TABLE message_outbox
    ADD COLUMN seq          integer NOT NULL DEFAULT 0,  -- the same kind again for one callback: its attempt's number
    ADD COLUMN campaign_id  uuid,
    ADD COLUMN channels     text[] NOT NULL DEFAULT '{SMS}', -- in which order to try; the first possible one is used
    ADD COLUMN subject      text NOT NULL DEFAULT '',    -- e-mail, letter
    ADD COLUMN next_try_at  timestamptz,                 -- WAITING: not before; UNKNOWN: the gateway is asked then
    ADD COLUMN valid_until  timestamptz,                 -- not sent after it
    ADD COLUMN tries        integer NOT NULL DEFAULT 0,
    ADD COLUMN asked        integer NOT NULL DEFAULT 0,  -- how often the gateway was asked what became of it
    ADD COLUMN try_id       uuid,                        -- the last try; committed before the gateway is called
    ADD COLUMN gateway      text,
    ADD COLUMN node_id      uuid REFERENCES node,        -- SENDING: whose hands it is in
    ADD COLUMN node_epoch   bigint,
    ADD COLUMN number_key   bytea,                       -- SMS: the number it went to
    ADD COLUMN segments     integer,                     -- SMS: counted when it was sent
    ADD COLUMN state_since  timestamptz,
    ADD COLUMN problem      text;                        -- why it failed, or nobody knows
UPDATE message_outbox m SET next_try_at = m.created_at, valid_until = m.created_at + interval '72 hours',
    state_since = m.created_at, campaign_id = (SELECT c.campaign_id FROM callback c WHERE c.id = m.callback_id);
ALTER TABLE message_outbox
    ALTER COLUMN state_since SET NOT NULL,
    ADD CONSTRAINT message_outbox_once UNIQUE (callback_id, kind, seq),
    ADD CONSTRAINT message_outbox_kind CHECK (kind IN ('EXHAUSTED', 'NOT_CONVENIENT', 'REFUSES_CALLS')),
    ADD CONSTRAINT message_outbox_state CHECK (state IN
        ('WAITING', 'SENDING', 'SENT', 'DELIVERED', 'FAILED', 'EXPIRED', 'UNKNOWN', 'TASK', 'DONE', 'CANCELLED')),
    ADD CONSTRAINT message_outbox_due CHECK (state <> 'WAITING' OR (next_try_at IS NOT NULL AND valid_until IS NOT NULL)),
    ADD CONSTRAINT message_outbox_sending CHECK
        (state <> 'SENDING' OR (try_id IS NOT NULL AND gateway IS NOT NULL AND node_id IS NOT NULL AND node_epoch IS NOT NULL));
CREATE INDEX message_outbox_due ON message_outbox (next_try_at) WHERE state = 'WAITING';
CREATE INDEX message_outbox_expiry ON message_outbox (valid_until) WHERE state = 'WAITING';
CREATE INDEX message_outbox_sending ON message_outbox (node_id) WHERE state = 'SENDING';
CREATE INDEX message_outbox_ask ON message_outbox (next_try_at) WHERE state = 'UNKNOWN';
CREATE INDEX message_outbox_list ON message_outbox (org_id, created_at DESC, id DESC);
CREATE INDEX message_outbox_open ON message_outbox (org_id, state, created_at DESC, id DESC)
    WHERE state IN ('WAITING', 'SENDING', 'FAILED', 'EXPIRED', 'UNKNOWN', 'TASK');
CREATE INDEX message_outbox_number ON message_outbox (number_key, state_since DESC) WHERE number_key IS NOT NULL;
CREATE INDEX message_outbox_try ON message_outbox (try_id) WHERE state IN ('SENDING', 'UNKNOWN');

-- Every try, receipt and decision, as it happened: a ledger.
CREATE TABLE message_event (
    id         uuid PRIMARY KEY,
    message_id uuid NOT NULL REFERENCES message_outbox,
    org_id     uuid NOT NULL,
    at         timestamptz NOT NULL,
    kind       text NOT NULL,
    detail     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX message_event_message ON message_event (message_id, at, id);

-- What a gateway took, under the id that it gave: a long SMS may be several parts.
CREATE TABLE message_part (
    gateway            text NOT NULL,
    gateway_message_id text NOT NULL,
    message_id         uuid NOT NULL REFERENCES message_outbox,
    org_id             uuid NOT NULL,
    try_id             uuid NOT NULL,
    part               integer NOT NULL,
    parts              integer NOT NULL,
    state              text NOT NULL CHECK (state IN ('SENT', 'DELIVERED', 'FAILED', 'EXPIRED')),
    changed_at         timestamptz NOT NULL,
    PRIMARY KEY (gateway, gateway_message_id)
);
CREATE INDEX message_part_message ON message_part (message_id);

-- Receipts as they came: a ledger. One may come before the gateway's answer to the submission was stored.
CREATE TABLE message_receipt (
    id                 uuid PRIMARY KEY,
    at                 timestamptz NOT NULL,
    gateway            text NOT NULL,
    gateway_message_id text NOT NULL,
    state              text NOT NULL CHECK (state IN ('SENT', 'DELIVERED', 'FAILED', 'EXPIRED')),
    detail             text NOT NULL DEFAULT ''
);
CREATE INDEX message_receipt_id ON message_receipt (gateway, gateway_message_id, at);

-- What customers write back.
CREATE TABLE message_reply (
    id                 uuid PRIMARY KEY,
    org_id             uuid NOT NULL REFERENCES org_unit,
    at                 timestamptz NOT NULL,
    gateway            text NOT NULL,
    gateway_message_id text,               -- NULL: the gateway gives none
    number_key         bytea NOT NULL,
    customer_id        uuid REFERENCES customer,
    callback_id        uuid REFERENCES callback,
    text               text NOT NULL,
    meaning            text NOT NULL CHECK (meaning IN ('STOP', 'TIME', 'TEXT')),
    wished_at          timestamptz,        -- only where the text leaves no doubt
    handled_at         timestamptz,
    handled_by         uuid REFERENCES app_user
);
CREATE UNIQUE INDEX message_reply_once ON message_reply (gateway, gateway_message_id) WHERE gateway_message_id IS NOT NULL;
CREATE INDEX message_reply_callback ON message_reply (callback_id, at);
CREATE INDEX message_reply_list ON message_reply (org_id, at DESC, id DESC);

GRANT SELECT ON customer_consent, message_event, message_part, message_receipt, message_reply TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE ON customer_consent, message_part, message_reply TO ${server_role};
GRANT INSERT ON message_event, message_receipt TO ${server_role};
