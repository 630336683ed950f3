-- The first schema. docs/schema.md in this module explains every table.
-- Placeholders: server_role (the server's login), purge_role (the only role that may delete recordings).

-- ---------------------------------------------------------------- organisation and people who sign in
CREATE TABLE org_unit (
    id         uuid PRIMARY KEY,
    parent_id  uuid REFERENCES org_unit,
    name       text NOT NULL,
    zone       text NOT NULL,              -- IANA name; the zone of customers who have none of their own
    country    char(2) NOT NULL,           -- ISO 3166: the region in which a bare number is read
    calendar   text NOT NULL,              -- calendar_day.calendar: its working days
    created_at timestamptz NOT NULL
);

CREATE TABLE app_user (
    id            uuid PRIMARY KEY,
    org_id        uuid NOT NULL REFERENCES org_unit,
    login         text NOT NULL UNIQUE CHECK (login = lower(login)),
    display_name  text NOT NULL,
    password_hash text NOT NULL,           -- Argon2id, PHC string
    roles         text[] NOT NULL CHECK (roles <@ ARRAY['AGENT','SUPERVISOR','COMPLIANCE','RECORDS_MANAGER','ADMIN']),
    locale        text NOT NULL DEFAULT 'zh' CHECK (locale IN ('zh', 'en')),
    disabled      boolean NOT NULL DEFAULT false,
    failed_logins integer NOT NULL DEFAULT 0,
    locked_until  timestamptz,
    created_at    timestamptz NOT NULL
);

CREATE TABLE user_session (
    token_hash bytea PRIMARY KEY,          -- SHA-256 of the cookie's random token
    user_id    uuid NOT NULL REFERENCES app_user,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX user_session_expiry ON user_session (expires_at);

CREATE TABLE api_token (
    token_hash bytea PRIMARY KEY,          -- SHA-256 of the bearer token
    user_id    uuid NOT NULL REFERENCES app_user,
    name       text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);

-- ---------------------------------------------------------------- servers and lines out
CREATE TABLE node (
    id             uuid PRIMARY KEY,
    name           text NOT NULL UNIQUE,
    epoch          bigint NOT NULL,        -- grows by one at each start: an older process may not write
    lease_until    timestamptz NOT NULL,
    started_at     timestamptz NOT NULL,
    blocked_reason text                    -- why this node does not dial (recording, AMI); NULL: it dials
);

CREATE TABLE trunk (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org_unit,
    name         text NOT NULL CHECK (name ~ '^[a-z][a-z0-9-]{0,39}$'), -- the PJSIP endpoint
    caller_id    text CHECK (caller_id ~ '^\+?[0-9]{3,20}$'),           -- the 400 number (R40)
    number_style text NOT NULL DEFAULT 'NATIONAL' CHECK (number_style IN ('E164', 'NATIONAL')),
    prefix       text NOT NULL DEFAULT '' CHECK (prefix ~ '^[0-9*#]{0,8}$'),
    progress_counts boolean NOT NULL DEFAULT false, -- does a 183 alone count as ringing (R32)?
    simulated    boolean NOT NULL DEFAULT false,    -- reaches no real customer: demo campaigns only
    created_at   timestamptz NOT NULL,
    UNIQUE (org_id, name)
);

-- ---------------------------------------------------------------- customers and their numbers
CREATE TABLE customer (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org_unit,
    external_ref text NOT NULL,
    name         text NOT NULL,
    language     text NOT NULL DEFAULT 'zh',
    dialect      text,
    zone         text,                     -- NULL: the organisation's
    seller_ref   text,                     -- agent.code of whoever sold (R13)
    attributes   jsonb NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    UNIQUE (org_id, external_ref)
);

-- One row per organisation and number: its lock serialises campaigns, stops and limits.
CREATE TABLE number_ledger (
    org_id        uuid NOT NULL REFERENCES org_unit,
    number_key    bytea NOT NULL,          -- HMAC-SHA-256 of the E.164 number
    stopped_at    timestamptz,             -- do not call since
    stop_reason   text,
    local_date    date,                    -- the customer's date that the counters speak of
    dials_today   integer NOT NULL DEFAULT 0,
    counted_today integer NOT NULL DEFAULT 0,
    last_dial_at  timestamptz,
    PRIMARY KEY (org_id, number_key)
);

CREATE TABLE customer_phone (
    customer_id uuid NOT NULL REFERENCES customer ON DELETE CASCADE,
    position    smallint NOT NULL CHECK (position BETWEEN 1 AND 9),
    org_id      uuid NOT NULL,
    e164        text NOT NULL CHECK (e164 ~ '^\+[0-9]{3,19}$'),
    kind        text NOT NULL CHECK (kind IN ('MOBILE', 'FIXED', 'SERVICE', 'PRIVACY', 'INTERNATIONAL')),
    number_key  bytea NOT NULL,
    wrong_since timestamptz,
    PRIMARY KEY (customer_id, position),
    FOREIGN KEY (org_id, number_key) REFERENCES number_ledger
);
CREATE INDEX customer_phone_number ON customer_phone (org_id, number_key);

-- ---------------------------------------------------------------- agents
CREATE TABLE agent (
    id             uuid PRIMARY KEY,
    org_id         uuid NOT NULL REFERENCES org_unit,
    user_id        uuid UNIQUE REFERENCES app_user,
    code           text NOT NULL,
    name           text NOT NULL,
    endpoint       text NOT NULL UNIQUE CHECK (endpoint ~ '^[a-z0-9][a-z0-9_-]{0,39}$'), -- PJSIP endpoint of the phone
    languages      text[] NOT NULL DEFAULT '{zh}',
    presence       text NOT NULL DEFAULT 'LOGGED_OUT'
                   CHECK (presence IN ('LOGGED_OUT', 'READY', 'RESERVED', 'ON_CALL', 'AFTER_CALL', 'PAUSED')),
    presence_since timestamptz NOT NULL,
    wanted         text NOT NULL DEFAULT 'LOGGED_OUT' CHECK (wanted IN ('LOGGED_OUT', 'READY', 'PAUSED')), -- what the agent asked for
    pause_reason   text,
    line_id        text,                   -- uniqueid of the nailed-up channel; NULL: no line
    line_channel   text,                   -- its channel name
    line_since     timestamptz,
    node_id        uuid REFERENCES node,
    after_call_until timestamptz,
    UNIQUE (org_id, code)
);

-- ---------------------------------------------------------------- campaigns: rules in immutable versions
CREATE TABLE calendar_day (
    calendar text NOT NULL,
    day      date NOT NULL,
    working  boolean NOT NULL,
    name     text NOT NULL,
    PRIMARY KEY (calendar, day)
);

CREATE TABLE campaign (
    id              uuid PRIMARY KEY,
    org_id          uuid NOT NULL REFERENCES org_unit,
    code            text NOT NULL,
    name            text NOT NULL,
    state           text NOT NULL CHECK (state IN ('DRAFT', 'ACTIVE', 'PAUSED', 'CLOSED')),
    demo            boolean NOT NULL DEFAULT false,
    trunk_id        uuid NOT NULL REFERENCES trunk,
    current_version integer NOT NULL,
    created_at      timestamptz NOT NULL,
    UNIQUE (org_id, code)
);

CREATE TABLE campaign_rules (
    campaign_id  uuid NOT NULL REFERENCES campaign,
    version      integer NOT NULL,
    org_id       uuid NOT NULL,
    rules        jsonb NOT NULL,
    author_id    uuid,
    reason       text NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, version)
);

-- ---------------------------------------------------------------- callbacks: the task
CREATE TABLE callback (
    id             uuid PRIMARY KEY,
    org_id         uuid NOT NULL REFERENCES org_unit,
    campaign_id    uuid NOT NULL REFERENCES campaign,
    customer_id    uuid NOT NULL REFERENCES customer,
    occasion_key   text NOT NULL,          -- one callback per customer, campaign and occasion (R12)
    state          text NOT NULL CHECK (state IN
                   ('WAITING', 'LIVE', 'WRAP_UP', 'DONE', 'EXHAUSTED', 'CANCELLED', 'REVIEW', 'UNKNOWN')),
    state_since    timestamptz NOT NULL,
    reason         text NOT NULL,          -- code: why it is in this state or waits until next_at
    next_at        timestamptz,            -- WAITING: not before
    dialable_until timestamptz,            -- WAITING: end of the band that next_at lies in
    appointment    boolean NOT NULL DEFAULT false,
    phone_position smallint NOT NULL DEFAULT 1,
    number_key     bytea NOT NULL,         -- of that phone
    agent_id       uuid REFERENCES agent,  -- WRAP_UP: who talked; else preferred agent
    attempts       integer NOT NULL DEFAULT 0,
    counted        integer NOT NULL DEFAULT 0, -- unanswered attempts that rang the floor (R33)
    uncounted      integer NOT NULL DEFAULT 0, -- attempts in a row of the count that did not (five: to a supervisor)
    failures       integer NOT NULL DEFAULT 0, -- the system's own failures
    last_counted_on date,                  -- the customer's date of the last counted attempt: never that date again
    tried_bands    text[] NOT NULL DEFAULT '{}', -- bands of the counted attempts, HH:MM:SS-HH:MM:SS, oldest first
    not_before     timestamptz,            -- asked for by the importer
    deadline       timestamptz,
    wrap_up_until  timestamptz,
    last_attempt_at timestamptz,
    created_at     timestamptz NOT NULL,
    UNIQUE (org_id, campaign_id, customer_id, occasion_key),
    CHECK (state <> 'WAITING' OR (next_at IS NOT NULL AND dialable_until IS NOT NULL))
);
CREATE INDEX callback_due ON callback (campaign_id, next_at, dialable_until) WHERE state = 'WAITING';
CREATE INDEX callback_appointment ON callback (campaign_id, next_at) WHERE state = 'WAITING' AND appointment;
CREATE INDEX callback_expiry ON callback (dialable_until) WHERE state = 'WAITING';
CREATE INDEX callback_wrap_up ON callback (wrap_up_until) WHERE state = 'WRAP_UP';
CREATE INDEX callback_number ON callback (org_id, number_key) WHERE state IN ('WAITING', 'LIVE');
CREATE INDEX callback_list ON callback (org_id, created_at DESC, id DESC);
CREATE INDEX callback_closed ON callback (org_id, state, state_since) WHERE state IN ('DONE', 'EXHAUSTED');
CREATE INDEX callback_customer ON callback (customer_id);

-- ---------------------------------------------------------------- attempts
-- Only attempts that are under way, or whose fate nobody can tell (UNKNOWN). Small and unpartitioned,
-- because it carries what PostgreSQL cannot put on a partitioned table: the three locks.
CREATE TABLE live_attempt (
    id            uuid PRIMARY KEY,        -- also the ChannelId in Asterisk
    org_id        uuid NOT NULL,
    callback_id   uuid NOT NULL REFERENCES callback,
    campaign_id   uuid NOT NULL,
    rules_version integer NOT NULL,
    customer_id   uuid NOT NULL,
    agent_id      uuid NOT NULL REFERENCES agent,
    number_key    bytea NOT NULL,
    trunk_id      uuid NOT NULL,
    node_id       uuid NOT NULL REFERENCES node,
    node_epoch    bigint NOT NULL,
    seq           integer NOT NULL,        -- 1 for the first attempt of the callback
    state         text NOT NULL CHECK (state IN ('ORIGINATING', 'RINGING', 'ANSWERED', 'BRIDGED', 'UNKNOWN')),
    claimed_at    timestamptz NOT NULL,
    zone          text NOT NULL,
    local_date    date NOT NULL,           -- of the claim, in the customer's zone
    band_start    time NOT NULL,           -- the time band it was dialled in
    band_end      time NOT NULL,
    ring_at       timestamptz,             -- start of the ring that counts
    ring_basis    text CHECK (ring_basis IN ('RINGING_180', 'PROGRESS_183')),
    answered_at   timestamptz,
    bridged_at    timestamptz
);
CREATE UNIQUE INDEX live_attempt_callback ON live_attempt (callback_id);
CREATE UNIQUE INDEX live_attempt_agent ON live_attempt (agent_id) WHERE state <> 'UNKNOWN';
CREATE UNIQUE INDEX live_attempt_number ON live_attempt (org_id, number_key);
CREATE INDEX live_attempt_node ON live_attempt (node_id);

-- What became of every attempt: appended once, when it ended.
CREATE TABLE attempt (
    id            uuid NOT NULL,
    org_id        uuid NOT NULL,
    callback_id   uuid NOT NULL,
    campaign_id   uuid NOT NULL,
    rules_version integer NOT NULL,
    customer_id   uuid NOT NULL,
    agent_id      uuid NOT NULL,
    trunk_id      uuid NOT NULL,
    node_id       uuid NOT NULL,
    seq           integer NOT NULL,
    claimed_at    timestamptz NOT NULL,
    zone          text NOT NULL,
    local_date    date NOT NULL,
    band_start    time NOT NULL,
    band_end      time NOT NULL,
    ring_at       timestamptz,
    ring_basis    text,
    ring_ms       bigint NOT NULL,         -- measured; 0: never rang
    answered_at   timestamptz,
    bridged_at    timestamptz,
    ended_at      timestamptz NOT NULL,
    talk_ms       bigint NOT NULL,         -- bridged to end
    outcome       text NOT NULL,
    counted       boolean NOT NULL,        -- one of the three (R33)
    q850          integer,                 -- cause, ITU-T Q.850
    sip_code      integer,
    ended_by      text NOT NULL CHECK (ended_by IN ('CUSTOMER', 'AGENT', 'SERVER', 'NETWORK', 'NOBODY_KNOWS')),
    source        text NOT NULL CHECK (source IN ('EVENTS', 'CEL', 'NEVER_SENT', 'PERSON')),
    PRIMARY KEY (claimed_at, id)
) PARTITION BY RANGE (claimed_at);
CREATE INDEX attempt_callback ON attempt (callback_id, seq);

CREATE TABLE attempt_event (
    at         timestamptz NOT NULL,
    id         uuid NOT NULL,
    attempt_id uuid NOT NULL,
    org_id     uuid NOT NULL,
    kind       text NOT NULL,
    detail     jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX attempt_event_attempt ON attempt_event (attempt_id, at);

-- ---------------------------------------------------------------- recordings
CREATE TABLE recording_key (
    id         uuid PRIMARY KEY,
    wrapped    bytea NOT NULL,             -- the file's AES-256 key under the master key (AES-GCM)
    master_id  text NOT NULL,              -- fingerprint of the master key
    created_at timestamptz NOT NULL
);

CREATE TABLE recording (
    id            uuid NOT NULL,           -- the attempt's id: one link, never a guess
    claimed_at    timestamptz NOT NULL,    -- the attempt's
    org_id        uuid NOT NULL,
    callback_id   uuid NOT NULL,
    campaign_id   uuid NOT NULL,
    customer_id   uuid NOT NULL,
    agent_id      uuid NOT NULL,
    node_id       uuid NOT NULL,
    state         text NOT NULL CHECK (state IN ('PENDING', 'SEALED', 'PARTIAL', 'MISSING', 'FAILED')),
    started_at    timestamptz NOT NULL,    -- the answer
    ended_at      timestamptz,             -- of the call; NULL while it lives
    expected_ms   bigint,                  -- answer to end
    duration_ms   bigint,                  -- of the sound
    format        text,
    size_bytes    bigint,                  -- of the stored (encrypted) file
    stored_as     text,                    -- path below the store's root
    key_id        uuid REFERENCES recording_key,
    sha256_stored bytea,
    sha256_sound  bytea,                   -- of the encoded sound before encryption
    sha256_agent  bytea,                   -- of the raw leg
    sha256_customer bytea,
    retain_until  timestamptz,
    sealed_at     timestamptz,
    problem       text,
    tries         integer NOT NULL DEFAULT 0, -- failed sealings
    retry_at      timestamptz,             -- after a failure: not before
    PRIMARY KEY (claimed_at, id)
) PARTITION BY RANGE (claimed_at);
CREATE INDEX recording_pending ON recording (node_id, started_at) WHERE state IN ('PENDING', 'FAILED');
CREATE INDEX recording_id ON recording (id);   -- a play knows the id alone
CREATE INDEX recording_callback ON recording (callback_id);
CREATE INDEX recording_list ON recording (org_id, started_at DESC, id);

-- ---------------------------------------------------------------- messages
CREATE TABLE message_outbox (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL,
    callback_id uuid NOT NULL REFERENCES callback,
    customer_id uuid NOT NULL REFERENCES customer,
    kind        text NOT NULL,             -- EXHAUSTED …
    channel     text NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'LETTER', 'VISIT')),
    language    text NOT NULL,
    body        text NOT NULL,
    state       text NOT NULL CHECK (state IN ('WAITING', 'SENT', 'DELIVERED', 'FAILED', 'UNKNOWN')),
    created_at  timestamptz NOT NULL,
    UNIQUE (callback_id, kind)
);

-- ---------------------------------------------------------------- intake
CREATE TABLE import_job (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('CUSTOMERS', 'CAMPAIGNS', 'CALLBACKS')),
    file_name   text NOT NULL,
    charset     text,
    state       text NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'FAILED')),
    problem     text,
    rows_read   bigint NOT NULL DEFAULT 0,
    rows_created bigint NOT NULL DEFAULT 0,
    rows_changed bigint NOT NULL DEFAULT 0,
    rows_same   bigint NOT NULL DEFAULT 0,
    rows_bad    bigint NOT NULL DEFAULT 0,
    bytes_total bigint NOT NULL,
    bytes_read  bigint NOT NULL DEFAULT 0,
    user_id     uuid,
    node        text NOT NULL,             -- the server that reads it; its restart marks a RUNNING one FAILED
    started_at  timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX import_job_list ON import_job (org_id, started_at DESC);

CREATE TABLE import_error (
    job_id uuid NOT NULL REFERENCES import_job ON DELETE CASCADE,
    line   bigint NOT NULL,
    field  text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (job_id, line)
);

CREATE TABLE idempotency_key (
    org_id       uuid NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    status       integer,                  -- NULL while the first request still runs
    response     jsonb,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (org_id, key)
);

-- ---------------------------------------------------------------- alarms
CREATE TABLE alarm (
    id         uuid PRIMARY KEY,
    node_id    uuid,
    kind       text NOT NULL,
    subject    text NOT NULL,
    detail     text NOT NULL,
    raised_at  timestamptz NOT NULL,
    cleared_at timestamptz
);
CREATE UNIQUE INDEX alarm_open ON alarm (kind, subject) WHERE cleared_at IS NULL;

-- ---------------------------------------------------------------- audit: append, then chain
CREATE TABLE audit_entry (
    at           timestamptz NOT NULL,
    id           uuid NOT NULL,
    org_id       uuid,
    actor        text NOT NULL,            -- user:<id>, node:<name>
    action       text NOT NULL,            -- recording.play, campaign.publish …
    subject_kind text NOT NULL,
    subject_id   text NOT NULL,
    detail       jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id, at);

-- Entries that are committed but not chained yet; written by a trigger, emptied by the sequencer.
CREATE TABLE audit_unchained (
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (at, id)
);
CREATE FUNCTION audit_enqueue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO audit_unchained (at, id) VALUES (NEW.at, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_enqueue AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_enqueue();

CREATE TABLE audit_chain (
    seq        bigint PRIMARY KEY,
    entry_at   timestamptz NOT NULL,
    entry_id   uuid NOT NULL UNIQUE,
    hash       bytea NOT NULL,             -- SHA-256(previous hash, entry)
    chained_at timestamptz NOT NULL
);

-- ---------------------------------------------------------------- partitions by UTC month, made ahead
CREATE FUNCTION make_partitions(first_month date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    parent text;
    month  date;
    made   integer := 0;
BEGIN
    IF months NOT BETWEEN 1 AND 60 THEN
        RAISE EXCEPTION 'months must be 1 to 60, not %', months;
    END IF;
    FOREACH parent IN ARRAY ARRAY['attempt', 'attempt_event', 'recording', 'audit_entry'] LOOP
        FOR i IN 0 .. months - 1 LOOP
            month := date_trunc('month', first_month)::date + make_interval(months => i);
            IF to_regclass(format('%I', parent || to_char(month, '_YYYY_MM'))) IS NULL THEN
                EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                    parent || to_char(month, '_YYYY_MM'), parent,
                    month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION make_partitions(date, integer) FROM PUBLIC;

-- ---------------------------------------------------------------- rights: ledgers may only be read and appended to
GRANT USAGE ON SCHEMA ${flyway:defaultSchema} TO ${server_role}, ${purge_role};
GRANT SELECT ON ALL TABLES IN SCHEMA ${flyway:defaultSchema} TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE ON org_unit, app_user, node, trunk, customer, number_ledger, customer_phone, agent, calendar_day,
    campaign, callback, live_attempt, recording, message_outbox, import_job, alarm, idempotency_key, user_session,
    api_token, recording_key TO ${server_role};
GRANT DELETE ON user_session, live_attempt, customer_phone, idempotency_key, audit_unchained TO ${server_role};
GRANT INSERT ON campaign_rules, attempt, attempt_event, audit_entry, audit_chain, import_error TO ${server_role};
GRANT EXECUTE ON FUNCTION make_partitions(date, integer) TO ${server_role};
GRANT DELETE ON recording, recording_key TO ${purge_role};
