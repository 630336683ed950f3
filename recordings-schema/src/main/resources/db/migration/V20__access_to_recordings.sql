-- ---------------------------------------------------------------- a second person's consent
-- One mechanism for all that one person alone must not do: who asks, for exactly what (by hash), and who else agreed. Single use.
CREATE TABLE second_person (
    id              uuid PRIMARY KEY,
    org_id          uuid NOT NULL REFERENCES org_unit,
    kind            text NOT NULL CHECK (kind ~ '^[a-z]+\.[a-z-]+$'), -- the action that it allows: access.grant, hold.place, purge.execute …
    subject_id      uuid NOT NULL,
    content         bytea NOT NULL CHECK (octet_length(content) = 32), -- SHA-256 of exactly what is consented to
    reason          text NOT NULL,
    requested_by    uuid NOT NULL REFERENCES app_user,
    requested_at    timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    decision        text CHECK (decision IN ('APPROVED', 'REFUSED')),
    decided_by      uuid REFERENCES app_user,
    decided_at      timestamptz,
    decision_reason text,
    used_at         timestamptz,
    CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
    CHECK (decided_by <> requested_by),                -- nobody approves their own
    CHECK (used_at IS NULL OR decision = 'APPROVED')
);
CREATE INDEX second_person_open ON second_person (org_id, requested_at DESC, id DESC) WHERE decision IS NULL;
CREATE INDEX second_person_subject ON second_person (subject_id, kind);

-- What was decided stays decided, and what was used cannot be used again, whoever asks.
CREATE FUNCTION second_person_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL OR (OLD.decision IS NOT NULL AND (NEW.decision, NEW.decided_by, NEW.decided_at)
            IS DISTINCT FROM (OLD.decision, OLD.decided_by, OLD.decided_at)) THEN
        RAISE EXCEPTION 'consent % was decided or used already', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER second_person_once BEFORE UPDATE ON second_person FOR EACH ROW EXECUTE FUNCTION second_person_once();

-- ---------------------------------------------------------------- who may hear what belongs to another department (R64)
CREATE TABLE access_request (
    id            uuid PRIMARY KEY,
    org_id        uuid NOT NULL REFERENCES org_unit, -- whose recordings
    user_id       uuid NOT NULL REFERENCES app_user, -- who asks and, when it is granted, listens: nobody else
    purpose       text NOT NULL CHECK (purpose IN ('INTERNAL', 'REGULATOR')),
    recipient     text,                              -- REGULATOR: the authority
    reference     text,                              -- its letter or case number
    copies        boolean NOT NULL,                  -- may take marked copies, not only listen
    hours         integer NOT NULL CHECK (hours BETWEEN 1 AND 2160),
    reason        text NOT NULL,
    recordings    integer NOT NULL CHECK (recordings > 0),
    asked_at      timestamptz NOT NULL,
    state         text NOT NULL CHECK (state IN ('WAITING', 'APPROVED', 'REFUSED', 'REVOKED')),
    granted_until timestamptz,
    revoked_by    uuid REFERENCES app_user,
    revoked_at    timestamptz,
    revoke_reason text,
    CHECK (purpose = 'INTERNAL' OR recipient IS NOT NULL),
    CHECK (state NOT IN ('APPROVED', 'REVOKED') OR granted_until IS NOT NULL)
);
CREATE INDEX access_request_list ON access_request (org_id, asked_at DESC, id DESC);
CREATE INDEX access_request_own ON access_request (user_id, asked_at DESC, id DESC);

-- The set as it was when asked: a filter is frozen to ids, so that nothing is granted that nobody looked at.
CREATE TABLE access_request_recording (
    request_id   uuid NOT NULL REFERENCES access_request,
    recording_id uuid NOT NULL,
    PRIMARY KEY (request_id, recording_id)
);
CREATE INDEX access_request_recording_heard ON access_request_recording (recording_id);

-- ---------------------------------------------------------------- copies that left the store, and what a regulator was handed
CREATE TABLE recording_export (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org_unit,
    recording_id uuid NOT NULL,
    user_id      uuid NOT NULL REFERENCES app_user,
    request_id   uuid REFERENCES access_request,       -- NULL: by the user's own role
    reason       text NOT NULL,
    at           timestamptz NOT NULL,
    file_name    text NOT NULL,
    size_bytes   bigint NOT NULL,
    sha256       bytea NOT NULL                        -- of the copy, mark included
);
CREATE INDEX recording_export_list ON recording_export (org_id, at DESC, id DESC);
CREATE INDEX recording_export_recording ON recording_export (recording_id);

CREATE TABLE access_handover (
    id         uuid PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES org_unit,
    request_id uuid NOT NULL REFERENCES access_request,
    handed_on  date NOT NULL,
    recipient  text NOT NULL,              -- the person who took it
    way        text NOT NULL,              -- on a disc, by courier …
    filed_by   uuid NOT NULL REFERENCES app_user,
    filed_at   timestamptz NOT NULL
);
CREATE INDEX access_handover_request ON access_handover (request_id);

GRANT SELECT ON second_person, access_request, access_request_recording, recording_export, access_handover
    TO ${server_role}, ${purge_role};
GRANT INSERT ON second_person, access_request, access_request_recording, recording_export, access_handover TO ${server_role};
GRANT UPDATE (decision, decided_by, decided_at, decision_reason, used_at) ON second_person TO ${server_role};
GRANT UPDATE (state, granted_until, revoked_by, revoked_at, revoke_reason) ON access_request TO ${server_role};
