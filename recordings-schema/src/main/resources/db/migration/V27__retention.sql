-- Holds, purges, and rights that keep what must be kept. Behind V18 and V21, whose columns it speaks of.

ALTER TABLE second_person ADD COLUMN shown jsonb NOT NULL DEFAULT '{}'; -- in short, for lists; what binds is content

-- ---------------------------------------------------------------- legal holds
CREATE TABLE legal_hold (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES org_unit,
    title       text NOT NULL,
    reason      text NOT NULL,
    owner_id    uuid NOT NULL REFERENCES app_user,     -- who answers for it
    recordings  integer NOT NULL CHECK (recordings > 0),
    proposed_by uuid NOT NULL REFERENCES app_user,
    proposed_at timestamptz NOT NULL,
    state       text NOT NULL CHECK (state IN ('PROPOSED', 'PLACED', 'REFUSED', 'LIFTED')),
    placed_at   timestamptz,
    lift_reason text,                                  -- somebody asked to lift it
    lifted_at   timestamptz
);
CREATE INDEX legal_hold_list ON legal_hold (org_id, proposed_at DESC, id DESC);

CREATE TABLE hold_recording (
    hold_id      uuid NOT NULL REFERENCES legal_hold,
    recording_id uuid NOT NULL,
    claimed_at   timestamptz NOT NULL,
    store_agrees boolean NOT NULL DEFAULT true,        -- false: the store has to be told that it is held, or is not any more
    PRIMARY KEY (hold_id, recording_id)
);
CREATE INDEX hold_recording_recording ON hold_recording (recording_id);
CREATE INDEX hold_recording_store ON hold_recording (recording_id) WHERE NOT store_agrees;

-- ---------------------------------------------------------------- purges
CREATE TABLE purge (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org_unit,
    reason       text NOT NULL,
    recordings   integer NOT NULL CHECK (recordings > 0),
    bytes        bigint NOT NULL,
    proposed_by  uuid NOT NULL REFERENCES app_user,
    proposed_at  timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('PROPOSED', 'APPROVED', 'REFUSED', 'RUNNING', 'DONE')),
    started_by   uuid REFERENCES app_user,
    started_at   timestamptz,
    witnessed_at timestamptz,              -- the witnesses' time by which it goes on; never this server's alone
    problem      text,                     -- why it waits
    finished_at  timestamptz
);
CREATE INDEX purge_list ON purge (org_id, proposed_at DESC, id DESC);
CREATE INDEX purge_running ON purge (started_at) WHERE state = 'RUNNING';

CREATE TABLE purge_item (
    purge_id      uuid NOT NULL REFERENCES purge,
    recording_id  uuid NOT NULL,
    claimed_at    timestamptz NOT NULL,
    retain_until  timestamptz NOT NULL,
    key_id        uuid NOT NULL,
    size_bytes    bigint NOT NULL,
    store         text NOT NULL,
    stored_as     text NOT NULL,
    store_version text,
    sha256_stored bytea NOT NULL,
    sha256_sound  bytea NOT NULL,
    state         text NOT NULL DEFAULT 'LISTED' CHECK (state IN ('LISTED', 'SPARED', 'ERASED', 'DONE')),
    spared_why    text,
    erased_at     timestamptz,             -- its key is gone: nobody can hear it any more
    file_gone_at  timestamptz,
    problem       text,                    -- why the file is still there
    retry_at      timestamptz,
    PRIMARY KEY (purge_id, recording_id)
);
CREATE INDEX purge_item_open ON purge_item (purge_id, recording_id) WHERE state IN ('LISTED', 'ERASED');
CREATE INDEX purge_item_recording ON purge_item (recording_id);
CREATE INDEX purge_item_key ON purge_item (key_id);

-- ---------------------------------------------------------------- what nobody can do with a recording
ALTER TABLE recording DROP CONSTRAINT recording_state_check;
ALTER TABLE recording ADD CONSTRAINT recording_state_check
    CHECK (state IN ('PENDING', 'SEALED', 'PARTIAL', 'MISSING', 'FAILED', 'PURGED'));
ALTER TABLE recording ADD COLUMN purged_at timestamptz;
CREATE INDEX recording_retention ON recording (org_id, retain_until) WHERE key_id IS NOT NULL;
CREATE INDEX recording_key_id ON recording (key_id) WHERE key_id IS NOT NULL; -- of the foreign key, when keys are deleted

CREATE FUNCTION recording_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    is_held boolean := EXISTS (SELECT FROM hold_recording h JOIN legal_hold l ON l.id = h.hold_id
                               WHERE h.recording_id = OLD.id AND l.state IN ('PROPOSED', 'PLACED'));
BEGIN
    IF OLD.state = 'PURGED' AND NEW.state <> 'PURGED' THEN
        RAISE EXCEPTION 'recording % was purged', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.retain_until IS NOT NULL AND (NEW.retain_until IS NULL OR NEW.retain_until < OLD.retain_until) THEN
        RAISE EXCEPTION 'retention of recording % is never shortened', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.held AND NOT NEW.held AND EXISTS (SELECT FROM hold_recording h JOIN legal_hold l ON l.id = h.hold_id
                                             WHERE h.recording_id = OLD.id AND l.state = 'PLACED') THEN
        RAISE EXCEPTION 'recording % is under a legal hold', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.state = 'PURGED' AND OLD.state <> 'PURGED') OR (OLD.key_id IS NOT NULL AND NEW.key_id IS DISTINCT FROM OLD.key_id) THEN
        IF current_user <> '${purge_role}' OR OLD.held OR is_held OR NOT EXISTS (
                SELECT FROM purge_item i JOIN purge p ON p.id = i.purge_id
                JOIN second_person s ON s.subject_id = p.id AND s.kind = 'purge.execute' AND s.used_at IS NOT NULL
                WHERE i.recording_id = OLD.id AND i.state = 'ERASED' AND p.state = 'RUNNING' AND p.org_id = OLD.org_id
                  AND OLD.retain_until <= p.witnessed_at) THEN
            RAISE EXCEPTION 'recording % may not be purged', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recording_kept BEFORE UPDATE ON recording FOR EACH ROW
    WHEN (OLD.state = 'PURGED' OR NEW.state = 'PURGED' OR NEW.retain_until IS DISTINCT FROM OLD.retain_until
          OR OLD.held AND NOT NEW.held OR OLD.key_id IS NOT NULL AND NEW.key_id IS DISTINCT FROM OLD.key_id)
    EXECUTE FUNCTION recording_kept();

CREATE FUNCTION recording_key_kept() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM purge_item i JOIN recording r ON r.claimed_at = i.claimed_at AND r.id = i.recording_id
                   WHERE i.key_id = OLD.id AND i.state = 'ERASED' AND r.state = 'PURGED') THEN
        RAISE EXCEPTION 'key % belongs to a recording that was not purged', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER recording_key_kept BEFORE DELETE ON recording_key FOR EACH ROW EXECUTE FUNCTION recording_key_kept();

-- ---------------------------------------------------------------- rights
REVOKE DELETE ON recording FROM ${purge_role};         -- a purge takes the sound and its key; what is known of the call stays
GRANT UPDATE (state, key_id, purged_at) ON recording TO ${purge_role};
GRANT INSERT ON audit_entry TO ${purge_role};
GRANT SELECT ON legal_hold, hold_recording, purge, purge_item TO ${server_role}, ${purge_role};
GRANT INSERT ON legal_hold, hold_recording, purge, purge_item TO ${server_role};
GRANT UPDATE (state, placed_at, lift_reason, lifted_at) ON legal_hold TO ${server_role};
GRANT UPDATE (store_agrees) ON hold_recording TO ${server_role};
GRANT UPDATE (state, started_by, started_at) ON purge TO ${server_role};
GRANT UPDATE (state, witnessed_at, problem, finished_at) ON purge TO ${purge_role};
GRANT UPDATE (state, spared_why, erased_at, file_gone_at, problem, retry_at) ON purge_item TO ${purge_role};
