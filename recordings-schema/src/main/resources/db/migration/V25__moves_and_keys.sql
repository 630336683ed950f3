-- Moves of recordings between stores, and the master keys that wrap their keys.
CREATE TABLE recording_move (
    id            uuid PRIMARY KEY,
    org_id        uuid NOT NULL REFERENCES org_unit,
    from_store    text NOT NULL,
    to_store      text NOT NULL CHECK (to_store IN ('folder', 's3') AND to_store <> from_store),
    sealed_before timestamptz NOT NULL,    -- which recordings
    reason        text NOT NULL,
    asked_by      uuid NOT NULL REFERENCES app_user,
    asked_at      timestamptz NOT NULL,
    state         text NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'STOPPED')),
    ended_at      timestamptz
);
CREATE UNIQUE INDEX recording_move_one ON recording_move (org_id) WHERE state = 'RUNNING';
CREATE INDEX recording_move_list ON recording_move (org_id, asked_at DESC);

-- How far each server is with its own recordings; the place in their order brings the work back after a crash.
CREATE TABLE recording_move_node (
    move_id      uuid NOT NULL REFERENCES recording_move,
    node_id      uuid NOT NULL REFERENCES node,
    claimed_at   timestamptz NOT NULL,     -- of the last one that was looked at
    recording_id uuid NOT NULL,
    moved        bigint NOT NULL DEFAULT 0,
    bytes        bigint NOT NULL DEFAULT 0,
    failed       bigint NOT NULL DEFAULT 0, -- not moved, because what is stored is not what was sealed
    problem      text,                     -- why it stands still now
    ended_at     timestamptz,
    PRIMARY KEY (move_id, node_id)
);

-- What a move leaves at the place where a recording was, until it is deleted there.
CREATE TABLE recording_source (
    id           uuid PRIMARY KEY,
    node_id      uuid NOT NULL REFERENCES node,
    recording_id uuid NOT NULL,
    store        text NOT NULL,
    name         text NOT NULL,
    version      text,
    left_at      timestamptz NOT NULL,
    delete_after timestamptz NOT NULL,     -- later where the store refused
    deleted_at   timestamptz,
    problem      text
);
CREATE INDEX recording_source_due ON recording_source (node_id, delete_after) WHERE deleted_at IS NULL;

-- Which master keys a server can read, so that none is taken into use that another server lacks.
CREATE TABLE node_master_key (
    node_id   uuid NOT NULL REFERENCES node,
    master_id text NOT NULL,
    seen_at   timestamptz NOT NULL,
    PRIMARY KEY (node_id, master_id)
);

-- The newest rotation names the master key in use; without one it is the file master.key.
CREATE TABLE key_rotation (
    id         uuid PRIMARY KEY,
    to_master  text NOT NULL,
    reason     text NOT NULL,
    asked_by   uuid NOT NULL REFERENCES app_user,
    asked_at   timestamptz NOT NULL,
    rewrapped  bigint NOT NULL DEFAULT 0,
    ended_at   timestamptz                 -- no key is wrapped by another master key any more
);
CREATE INDEX key_rotation_newest ON key_rotation (asked_at DESC, id DESC);
CREATE UNIQUE INDEX key_rotation_one ON key_rotation ((true)) WHERE ended_at IS NULL;
CREATE INDEX recording_key_master ON recording_key (master_id, id);

GRANT SELECT ON recording_move, recording_move_node, recording_source, node_master_key, key_rotation TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE ON recording_move, recording_move_node, recording_source, node_master_key, key_rotation TO ${server_role};
GRANT DELETE ON node_master_key TO ${server_role};
