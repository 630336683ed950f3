-- Monthly packages of recordings for external media.
CREATE TABLE archive (
    id              uuid PRIMARY KEY,
    org_id          uuid NOT NULL REFERENCES org_unit,
    month           date NOT NULL CHECK (extract(day FROM month) = 1), -- of the calls' end, in the zone below
    zone            text NOT NULL,
    from_at         timestamptz NOT NULL,  -- the month's bounds
    to_at           timestamptz NOT NULL CHECK (to_at > from_at),
    numbers         text NOT NULL CHECK (numbers IN ('MASKED', 'WHOLE')),
    volume_bytes    bigint NOT NULL CHECK (volume_bytes >= 65536), -- a volume is no larger, unless one recording is
    recipient_key   text,                  -- OpenPGP public key, as it was given; NULL: everybody can read the volumes
    recipient       text,                  -- its fingerprint
    reason          text NOT NULL,
    recordings      bigint NOT NULL,       -- counted when it was proposed
    bytes           bigint NOT NULL,
    node            text NOT NULL,         -- name of the server that makes it, into its folder
    proposed_by     uuid NOT NULL REFERENCES app_user,
    proposed_at     timestamptz NOT NULL,
    state           text NOT NULL CHECK (state IN ('PROPOSED', 'REFUSED', 'RUNNING', 'DONE', 'CANCELLED')),
    started_at      timestamptz,
    ended_at        timestamptz,
    ended_by        uuid REFERENCES app_user, -- who cancelled it
    in_volume       bigint NOT NULL DEFAULT 0, -- recordings in the volume that is being written
    problem         text,                  -- why it waits: a code, and after a colon what was said
    CHECK ((recipient_key IS NULL) = (recipient IS NULL))
);
CREATE INDEX archive_list ON archive (org_id, proposed_at DESC, id DESC);
CREATE UNIQUE INDEX archive_one ON archive (org_id, month) WHERE state IN ('PROPOSED', 'RUNNING');
CREATE INDEX archive_running ON archive (node, started_at) WHERE state = 'RUNNING';

CREATE TABLE archive_volume (
    archive_id    uuid NOT NULL REFERENCES archive,
    number        integer NOT NULL CHECK (number > 0),
    name          text NOT NULL,           -- of its folder
    state         text NOT NULL CHECK (state IN ('NOTED', 'DONE')), -- NOTED: in the ledger, but not under its name yet
    recordings    bigint NOT NULL,
    without_sound bigint NOT NULL,         -- listed with the reason why
    bytes         bigint NOT NULL,         -- of all its files
    sha256        bytea NOT NULL CHECK (octet_length(sha256) = 32), -- of its file SHA256SUMS
    is_last       boolean NOT NULL,
    upto_at       timestamptz NOT NULL,    -- claimed_at and id of its last recording
    upto_id       uuid NOT NULL,
    noted_at      timestamptz NOT NULL,
    made_at       timestamptz,
    PRIMARY KEY (archive_id, number)
);

GRANT SELECT ON archive, archive_volume TO ${server_role}, ${purge_role};
GRANT INSERT ON archive, archive_volume TO ${server_role};
GRANT UPDATE (state, started_at, ended_at, ended_by, in_volume, problem) ON archive TO ${server_role};
GRANT UPDATE (state, recordings, without_sound, bytes, sha256, is_last, upto_at, upto_id, noted_at, made_at) ON archive_volume TO ${server_role};

-- Another master key is taken into use with a second person's consent: whoever could do it alone could also lock everybody out.
CREATE TABLE key_rotation_request (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES org_unit, -- whose people decide
    to_master   text NOT NULL,
    reason      text NOT NULL,
    asked_by    uuid NOT NULL REFERENCES app_user,
    asked_at    timestamptz NOT NULL,
    state       text NOT NULL CHECK (state IN ('PROPOSED', 'BEGUN', 'REFUSED')),
    rotation_id uuid REFERENCES key_rotation,
    CHECK ((state = 'BEGUN') = (rotation_id IS NOT NULL))
);
GRANT SELECT ON key_rotation_request TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE (state, rotation_id) ON key_rotation_request TO ${server_role};
