-- Heads of the audit chain, signed and given to witnesses that this database cannot rewrite, and the scrubber's passes.

-- A head speaks for the entries from_seq to seq: hash is that of audit_chain at seq, root the Merkle root over the hashes.
CREATE TABLE ledger_head (
    seq        bigint PRIMARY KEY,
    from_seq   bigint NOT NULL,
    chain      bytea NOT NULL CHECK (length(chain) = 32),    -- the chain's first hash: tells chains apart
    hash       bytea NOT NULL CHECK (length(hash) = 32),
    root       bytea NOT NULL CHECK (length(root) = 32),
    previous   bytea NOT NULL CHECK (length(previous) = 32), -- SHA-256 of the head before; zeros for the first
    signed_at  timestamptz NOT NULL,
    public_key bytea NOT NULL,                               -- Ed25519, X.509 form
    signature  bytea NOT NULL,
    CHECK (from_seq BETWEEN 1 AND seq)
);

-- What witnesses answered, as it came.
CREATE TABLE ledger_receipt (
    id           uuid PRIMARY KEY,
    witness      text NOT NULL,            -- its name in the settings
    seq          bigint NOT NULL REFERENCES ledger_head,
    received_at  timestamptz NOT NULL,
    witnessed_at timestamptz,              -- the witness's own time, signed by it; NULL: it vouches for none
    public_key   bytea,                    -- the witness's
    signature    bytea,
    CHECK ((witnessed_at IS NULL) = (signature IS NULL) AND (signature IS NULL) = (public_key IS NULL))
);
CREATE INDEX ledger_receipt_newest ON ledger_receipt (witness, received_at DESC);
CREATE INDEX ledger_receipt_head ON ledger_receipt (seq);

-- One row for each pass of the scrubber over chain and files; it goes on where it was after a restart.
CREATE TABLE ledger_scrub (
    id          uuid PRIMARY KEY,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    chain_seq   bigint NOT NULL DEFAULT 0,   -- entries read
    chain_hash  bytea NOT NULL,              -- and the hash there
    chain_end   bigint NOT NULL,             -- of the chain when the pass began
    file_at     timestamptz,                 -- claimed_at and id of the last file read; NULL: none yet
    file_id     uuid,
    files       bigint NOT NULL DEFAULT 0,
    bytes       bigint NOT NULL DEFAULT 0,
    files_end   bigint NOT NULL,             -- sealed recordings when the pass began
    findings    bigint NOT NULL DEFAULT 0,
    updated_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX ledger_scrub_open ON ledger_scrub ((true)) WHERE finished_at IS NULL;
CREATE INDEX ledger_scrub_finished ON ledger_scrub (finished_at DESC);

GRANT SELECT ON ledger_head, ledger_receipt, ledger_scrub TO ${server_role}, ${purge_role};
GRANT INSERT ON ledger_head, ledger_receipt, ledger_scrub TO ${server_role};
GRANT UPDATE ON ledger_scrub TO ${server_role};
