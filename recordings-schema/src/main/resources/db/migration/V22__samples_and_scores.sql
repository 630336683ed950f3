-- The work of auditors (R77, R78, R69): scorecards, samples that anybody can draw again, scores, calibration. docs/schema.md explains.

-- ---------------------------------------------------------------- scorecards, in immutable versions
CREATE TABLE scorecard (
    id              uuid PRIMARY KEY,
    org_id          uuid NOT NULL REFERENCES org_unit,
    current_version integer NOT NULL,
    created_at      timestamptz NOT NULL,
    retired_at      timestamptz,           -- nobody begins with it any more
    retired_by      uuid REFERENCES app_user
);
CREATE INDEX scorecard_list ON scorecard (org_id, created_at);

CREATE TABLE scorecard_version (
    scorecard_id uuid NOT NULL REFERENCES scorecard,
    version      integer NOT NULL,
    org_id       uuid NOT NULL,
    name_zh      text NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 80),
    name_en      text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 80),
    reason       text NOT NULL,
    author_id    uuid NOT NULL REFERENCES app_user,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (scorecard_id, version)
);

CREATE TABLE scorecard_item (
    scorecard_id uuid NOT NULL,
    version      integer NOT NULL,
    position     smallint NOT NULL CHECK (position BETWEEN 1 AND 60),
    code         text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{0,39}$'),
    text_zh      text NOT NULL CHECK (length(text_zh) BETWEEN 1 AND 300),
    text_en      text NOT NULL CHECK (length(text_en) BETWEEN 1 AND 300),
    weight       smallint NOT NULL CHECK (weight BETWEEN 0 AND 100),
    fatal        boolean NOT NULL,         -- failed: the whole score is 0
    cause        text CHECK (cause IN ('ATTITUDE', 'PRICE', 'WAITING', 'SKILL', 'PRODUCT', 'ADVERTISING', 'OTHER')), -- R69
    PRIMARY KEY (scorecard_id, version, position),
    UNIQUE (scorecard_id, version, code),
    FOREIGN KEY (scorecard_id, version) REFERENCES scorecard_version
);

-- ---------------------------------------------------------------- samples
CREATE TABLE sample (
    id                uuid PRIMARY KEY,
    org_id            uuid NOT NULL REFERENCES org_unit,
    rule              text NOT NULL CHECK (rule IN ('PER_AGENT', 'PER_CAMPAIGN', 'BAD_SCORES', 'COMPLAINTS')),
    amount            integer CHECK (amount > 0),        -- PER_…: how many of each
    unit              text CHECK (unit IN ('CALLS', 'PERCENT')),
    bad_below         smallint CHECK (bad_below BETWEEN 1 AND 100), -- BAD_SCORES
    from_at           timestamptz NOT NULL,              -- calls begun from here …
    until_at          timestamptz NOT NULL,              -- … to before here
    campaign_id       uuid REFERENCES campaign,          -- of this one only
    agent_id          uuid REFERENCES agent,             -- of this one only
    scorecard_id      uuid NOT NULL,
    scorecard_version integer NOT NULL,
    due_on            date,                              -- to be scored by; the organisation's date
    reason            text NOT NULL,
    seed              bytea NOT NULL CHECK (octet_length(seed) = 32),
    population        integer NOT NULL CHECK (population > 0),
    population_sha256 bytea NOT NULL CHECK (octet_length(population_sha256) = 32),
    drawn             integer NOT NULL CHECK (drawn BETWEEN 1 AND population),
    drawn_sha256      bytea NOT NULL CHECK (octet_length(drawn_sha256) = 32),
    drawn_by          uuid NOT NULL REFERENCES app_user,
    drawn_at          timestamptz NOT NULL,
    FOREIGN KEY (scorecard_id, scorecard_version) REFERENCES scorecard_version,
    CHECK (from_at < until_at),
    CHECK ((rule IN ('PER_AGENT', 'PER_CAMPAIGN')) = (amount IS NOT NULL) AND (amount IS NULL) = (unit IS NULL)),
    CHECK ((rule = 'BAD_SCORES') = (bad_below IS NOT NULL))
);
CREATE INDEX sample_list ON sample (org_id, drawn_at DESC, id DESC);

-- What was drawn from, as it was then: lines `group recording`, in bytewise order.
CREATE TABLE sample_population (
    sample_id uuid PRIMARY KEY REFERENCES sample,
    lines     text NOT NULL
);

CREATE TABLE sample_item (
    sample_id    uuid NOT NULL REFERENCES sample,
    position     integer NOT NULL,         -- by group, then by rank
    group_id     uuid NOT NULL,            -- agent, campaign, or the organisation
    recording_id uuid NOT NULL,
    claimed_at   timestamptz NOT NULL,
    agent_id     uuid NOT NULL,
    campaign_id  uuid NOT NULL,
    PRIMARY KEY (sample_id, position),
    UNIQUE (sample_id, recording_id)
);
CREATE INDEX sample_item_recording ON sample_item (recording_id);

-- ---------------------------------------------------------------- calibration: two auditors, one call, blind
CREATE TABLE calibration (
    id                uuid PRIMARY KEY,
    org_id            uuid NOT NULL REFERENCES org_unit,
    recording_id      uuid NOT NULL,
    claimed_at        timestamptz NOT NULL,
    agent_id          uuid NOT NULL,
    scorecard_id      uuid NOT NULL,
    scorecard_version integer NOT NULL,
    first_auditor     uuid NOT NULL REFERENCES app_user,
    second_auditor    uuid NOT NULL REFERENCES app_user,
    made_by           uuid NOT NULL REFERENCES app_user,
    made_at           timestamptz NOT NULL,
    FOREIGN KEY (scorecard_id, scorecard_version) REFERENCES scorecard_version,
    CHECK (first_auditor <> second_auditor)
);
CREATE INDEX calibration_list ON calibration (org_id, made_at DESC, id DESC);

-- ---------------------------------------------------------------- scores: appended, never rewritten
CREATE TABLE score (
    id                uuid PRIMARY KEY,
    org_id            uuid NOT NULL REFERENCES org_unit,
    recording_id      uuid NOT NULL,
    claimed_at        timestamptz NOT NULL,
    agent_id          uuid NOT NULL,       -- who is scored
    campaign_id       uuid NOT NULL,
    scorecard_id      uuid NOT NULL,
    scorecard_version integer NOT NULL,
    sample_id         uuid REFERENCES sample,
    calibration_id    uuid REFERENCES calibration, -- given blind; no score of the recording
    replaces          uuid UNIQUE REFERENCES score, -- what it corrects
    reason            text,                -- of the correction
    auditor_id        uuid NOT NULL REFERENCES app_user,
    submitted_at      timestamptz NOT NULL,
    score             smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
    fatal             boolean NOT NULL,    -- a fatal item failed
    remark            text,
    FOREIGN KEY (scorecard_id, scorecard_version) REFERENCES scorecard_version,
    CHECK ((replaces IS NULL) = (reason IS NULL)),
    CHECK (calibration_id IS NULL OR (sample_id IS NULL AND replaces IS NULL)),
    CHECK (NOT fatal OR score = 0)
);
-- One chain of scores for each recording, and one blind score of each auditor.
CREATE UNIQUE INDEX score_first ON score (recording_id) WHERE replaces IS NULL AND calibration_id IS NULL;
CREATE UNIQUE INDEX score_blind ON score (calibration_id, auditor_id) WHERE calibration_id IS NOT NULL;
CREATE INDEX score_recording ON score (recording_id, submitted_at) WHERE calibration_id IS NULL;
CREATE INDEX score_list ON score (org_id, submitted_at DESC, id DESC) WHERE calibration_id IS NULL;
CREATE INDEX score_agent ON score (agent_id, submitted_at DESC, id DESC) WHERE calibration_id IS NULL;
CREATE INDEX score_sample ON score (sample_id, recording_id) WHERE sample_id IS NOT NULL;

CREATE TABLE score_mark (
    score_id uuid NOT NULL REFERENCES score,
    position smallint NOT NULL,            -- of the scorecard's item
    mark     text NOT NULL CHECK (mark IN ('MET', 'PARTLY', 'NOT_MET', 'NOT_APPLICABLE')),
    note     text CHECK (length(note) <= 500),
    at_ms    bigint CHECK (at_ms >= 0),    -- where in the sound
    PRIMARY KEY (score_id, position)
);

-- From here on the agent sees it (R78).
CREATE TABLE score_release (
    score_id    uuid PRIMARY KEY REFERENCES score,
    released_by uuid NOT NULL REFERENCES app_user,
    released_at timestamptz NOT NULL
);

GRANT SELECT ON scorecard, scorecard_version, scorecard_item, sample, sample_population, sample_item, calibration, score,
    score_mark, score_release TO ${server_role}, ${purge_role};
GRANT INSERT ON scorecard, scorecard_version, scorecard_item, sample, sample_population, sample_item, calibration, score,
    score_mark, score_release TO ${server_role};
GRANT UPDATE (current_version, retired_at, retired_by) ON scorecard TO ${server_role};
