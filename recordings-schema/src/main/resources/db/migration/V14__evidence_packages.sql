-- Evidence packages of callbacks that were ordered, made and sent. The ZIP itself is not kept.
CREATE TABLE evidence_package (
    id              uuid PRIMARY KEY,
    org_id          uuid NOT NULL REFERENCES org_unit,
    callback_id     uuid NOT NULL REFERENCES callback,
    user_id         uuid NOT NULL REFERENCES app_user,
    reason          text NOT NULL,
    ordered_at      timestamptz NOT NULL,
    begun_at        timestamptz,           -- somebody began to fetch it: once
    made_at         timestamptz,           -- committed with the audit entry evidence.make; no byte leaves before
    manifest_sha256 bytea CHECK (octet_length(manifest_sha256) = 32), -- of manifest.json, as the audit entry names it
    file_name       text,
    bytes_total     bigint,                -- of what is in it, before packing
    bytes_sent      bigint NOT NULL DEFAULT 0,
    progress_at     timestamptz,
    finished_at     timestamptz,
    sha256          bytea CHECK (octet_length(sha256) = 32), -- of the ZIP as it left
    failed          text,                  -- why it ended early
    CHECK ((made_at IS NULL) = (manifest_sha256 IS NULL))
);
CREATE INDEX evidence_package_callback ON evidence_package (callback_id, ordered_at DESC);

GRANT SELECT ON evidence_package TO ${server_role}, ${purge_role};
GRANT INSERT ON evidence_package TO ${server_role};
GRANT UPDATE (begun_at, made_at, manifest_sha256, file_name, bytes_total, bytes_sent, progress_at, finished_at, sha256, failed)
    ON evidence_package TO ${server_role};

-- What was measured of calls, hour by hour: hashes of the ended attempts, whose Merkle root stands in the audit log (attempt.digest).
CREATE TABLE attempt_digest (
    from_at  timestamptz PRIMARY KEY,      -- the hour of the claims, in UTC
    attempts uuid[] NOT NULL,
    leaves   bytea NOT NULL,               -- SHA-256 of each attempt's text, in the same order
    root     bytea NOT NULL CHECK (octet_length(root) = 32),
    made_at  timestamptz NOT NULL,
    CHECK (octet_length(leaves) = 32 * cardinality(attempts))
);

GRANT SELECT ON attempt_digest TO ${server_role}, ${purge_role};
GRANT INSERT ON attempt_digest TO ${server_role};
