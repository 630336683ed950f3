-- Findings on calls, their rectification, the monthly list of violations, and flags on recordings (R69, R77, R78).

-- ---------------------------------------------------------------- what can be broken
CREATE TABLE violation_kind (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org_unit,
    code         text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{1,39}$'),
    name_zh      text NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 120),
    name_en      text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 120),
    severity     text NOT NULL CHECK (severity IN ('MINOR', 'MAJOR', 'CRITICAL')),
    working_days smallint NOT NULL CHECK (working_days BETWEEN 1 AND 60), -- for the rectification, where a finding names none
    retired      boolean NOT NULL DEFAULT false,
    changed_by   uuid NOT NULL REFERENCES app_user,
    changed_at   timestamptz NOT NULL,
    UNIQUE (org_id, code)
);

-- ---------------------------------------------------------------- findings and their steps
CREATE TABLE quality_finding (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES org_unit,
    attempt_id  uuid NOT NULL,             -- the call; its recording, if there is one, has the same id
    claimed_at  timestamptz NOT NULL,      -- the attempt's
    callback_id uuid NOT NULL,
    agent_id    uuid NOT NULL REFERENCES agent,
    kind_id     uuid NOT NULL REFERENCES violation_kind,
    kind_code   text NOT NULL,             -- the kind as it was when the finding was opened
    name_zh     text NOT NULL,
    name_en     text NOT NULL,
    severity    text NOT NULL,
    at_ms       bigint CHECK (at_ms >= 0), -- where in the sound
    item        text CHECK (length(item) BETWEEN 1 AND 200), -- of a scorecard, where the finding came from one
    body        text NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
    state       text NOT NULL CHECK (state IN ('OPEN', 'ANSWERED', 'REOPENED', 'CLOSED')),
    due_at      timestamptz NOT NULL,      -- to be answered before
    confirmed   boolean,                   -- CLOSED: it was a violation
    answered_by uuid REFERENCES app_user,  -- who answered last
    judged_by   uuid REFERENCES app_user,  -- who closed it, or corrected that
    opened_by   uuid NOT NULL REFERENCES app_user,
    opened_at   timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    CHECK ((state = 'CLOSED') = (confirmed IS NOT NULL) AND (state = 'CLOSED') = (judged_by IS NOT NULL)),
    CHECK (state IN ('OPEN') OR answered_by IS NOT NULL),
    CHECK (judged_by <> answered_by)       -- nobody judges their own answer
);
CREATE INDEX quality_finding_list ON quality_finding (org_id, opened_at DESC, id DESC);
CREATE INDEX quality_finding_agent ON quality_finding (agent_id, opened_at DESC, id DESC);
CREATE INDEX quality_finding_attempt ON quality_finding (attempt_id);
CREATE INDEX quality_finding_due ON quality_finding (org_id, due_at) WHERE state IN ('OPEN', 'REOPENED');
CREATE INDEX quality_finding_answered ON quality_finding (org_id, changed_at) WHERE state = 'ANSWERED';

CREATE FUNCTION quality_finding_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (('OPEN', 'ANSWERED'), ('REOPENED', 'ANSWERED'), ('ANSWERED', 'REOPENED'), ('ANSWERED', 'CLOSED'))
       AND NOT (OLD.state = 'CLOSED' AND NEW.state = 'CLOSED' AND OLD.confirmed <> NEW.confirmed) THEN
        RAISE EXCEPTION 'finding % cannot go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quality_finding_moves BEFORE UPDATE ON quality_finding FOR EACH ROW EXECUTE FUNCTION quality_finding_moves();

CREATE TABLE quality_finding_step (
    finding_id uuid NOT NULL REFERENCES quality_finding,
    seq        integer NOT NULL CHECK (seq > 0),
    org_id     uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('OPENED', 'ANSWERED', 'REOPENED', 'CLOSED', 'CORRECTED', 'STATEMENT')),
    at         timestamptz NOT NULL,
    by_user    uuid NOT NULL REFERENCES app_user,
    body       text NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
    confirmed  boolean,                    -- CLOSED, CORRECTED
    due_at     timestamptz,                -- OPENED, REOPENED
    PRIMARY KEY (finding_id, seq),
    CHECK ((kind IN ('CLOSED', 'CORRECTED')) = (confirmed IS NOT NULL)),
    CHECK ((kind IN ('OPENED', 'REOPENED')) = (due_at IS NOT NULL))
);
-- The agent is heard once.
CREATE UNIQUE INDEX quality_finding_statement ON quality_finding_step (finding_id) WHERE kind = 'STATEMENT';

-- ---------------------------------------------------------------- the monthly list
-- What was confirmed, and what was taken back or added later, in the month in which that was done; names as they were then.
CREATE TABLE violation_entry (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org_unit,
    month        date NOT NULL CHECK (extract(day FROM month) = 1), -- of the unit's local date
    at           timestamptz NOT NULL,
    finding_id   uuid NOT NULL,
    seq          integer NOT NULL,         -- the step that made it
    count        smallint NOT NULL CHECK (count IN (1, -1)),
    corrects     date,                     -- a correction: of the list of this month
    unit         text NOT NULL,
    agent_id     uuid NOT NULL REFERENCES agent,
    agent_code   text NOT NULL,
    agent_name   text NOT NULL,
    kind_code    text NOT NULL,
    name_zh      text NOT NULL,
    name_en      text NOT NULL,
    severity     text NOT NULL,
    attempt_id   uuid NOT NULL,
    call_at      timestamptz NOT NULL,
    at_ms        bigint,
    body         text NOT NULL,            -- what was found
    note         text NOT NULL,            -- of whoever judged
    UNIQUE (finding_id, seq),
    FOREIGN KEY (finding_id, seq) REFERENCES quality_finding_step (finding_id, seq)
);
CREATE INDEX violation_entry_list ON violation_entry (org_id, month, at, id);

CREATE TABLE violation_month (
    org_id    uuid NOT NULL REFERENCES org_unit,
    month     date NOT NULL CHECK (extract(day FROM month) = 1),
    entries   integer NOT NULL,
    zone      text NOT NULL,               -- of the times in the list
    digest    bytea NOT NULL CHECK (octet_length(digest) = 32), -- SHA-256 of the list as a CSV file
    remark    text NOT NULL CHECK (length(remark) BETWEEN 1 AND 500),
    closed_by uuid NOT NULL REFERENCES app_user,
    closed_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, month)
);

-- Whoever writes an entry and whoever closes its month wait for each other, so that nothing gets into a closed month.
CREATE FUNCTION violation_month_lock(org uuid) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('violation_month ' || org::text, 0))
$$;
CREATE FUNCTION violation_month_open() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM violation_month_lock(NEW.org_id);
    IF EXISTS (SELECT FROM violation_month WHERE org_id = NEW.org_id AND month = NEW.month) THEN
        RAISE EXCEPTION 'the violation list of % is closed', NEW.month USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violation_month_open BEFORE INSERT ON violation_entry FOR EACH ROW EXECUTE FUNCTION violation_month_open();

-- ---------------------------------------------------------------- recordings that somebody marked
CREATE TABLE recording_flag (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org_unit,
    recording_id uuid NOT NULL,
    reason       text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    set_by       uuid NOT NULL REFERENCES app_user,
    set_at       timestamptz NOT NULL,
    taken_by     uuid REFERENCES app_user,
    taken_at     timestamptz,
    take_reason  text,
    CHECK ((taken_at IS NULL) = (taken_by IS NULL) AND (taken_at IS NULL) = (take_reason IS NULL))
);
CREATE UNIQUE INDEX recording_flag_now ON recording_flag (recording_id) WHERE taken_at IS NULL;
CREATE INDEX recording_flag_recording ON recording_flag (recording_id, set_at);

CREATE FUNCTION recording_flag_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.taken_at IS NOT NULL THEN
        RAISE EXCEPTION 'flag % was taken off already', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recording_flag_once BEFORE UPDATE ON recording_flag FOR EACH ROW EXECUTE FUNCTION recording_flag_once();

-- ---------------------------------------------------------------- rights: steps, entries and closed months are only appended
GRANT SELECT ON violation_kind, quality_finding, quality_finding_step, violation_entry, violation_month, recording_flag
    TO ${server_role}, ${purge_role};
GRANT INSERT ON violation_kind, quality_finding, quality_finding_step, violation_entry, violation_month, recording_flag
    TO ${server_role};
GRANT UPDATE (name_zh, name_en, severity, working_days, retired, changed_by, changed_at) ON violation_kind TO ${server_role};
GRANT UPDATE (state, due_at, confirmed, answered_by, judged_by, changed_at) ON quality_finding TO ${server_role};
GRANT UPDATE (taken_by, taken_at, take_reason) ON recording_flag TO ${server_role};
