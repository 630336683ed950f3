-- Who may be called how often, by whom, and when the customer asked to be. All counters of a number change under the lock of
-- its one row in number_ledger.

-- ---------------------------------------------------------------- limits
-- For every number of the organisation, over all campaigns; NULL: no limit.
ALTER TABLE org_unit
    ADD COLUMN number_per_day  integer CHECK (number_per_day BETWEEN 1 AND 9),
    ADD COLUMN number_per_week integer CHECK (number_per_week BETWEEN 1 AND 30),
    ADD COLUMN number_in_all   integer CHECK (number_in_all BETWEEN 1 AND 999),
    ADD COLUMN share_by text NOT NULL DEFAULT 'LONGEST_IDLE' CHECK (share_by IN ('LONGEST_IDLE', 'FEWEST_CALLS'));

ALTER TABLE number_ledger
    ADD COLUMN dials_week       integer NOT NULL DEFAULT 0, -- in the week (from Monday) that local_date lies in
    ADD COLUMN dials_in_all     integer NOT NULL DEFAULT 0,
    ADD COLUMN last_campaign_id uuid,                       -- who dialled on local_date, last
    ADD COLUMN spoke_agent_id   uuid REFERENCES agent,      -- who talked to this number last
    ADD COLUMN answered_hours   smallint[] NOT NULL DEFAULT '{}'; -- local hours of the last talks, at most eight

-- One campaign's part of it. Written only under the lock of the number's row.
CREATE TABLE number_campaign (
    org_id       uuid NOT NULL,
    number_key   bytea NOT NULL,
    campaign_id  uuid NOT NULL REFERENCES campaign,
    local_date   date NOT NULL,
    dials_today  integer NOT NULL,
    dials_week   integer NOT NULL,
    dials_in_all integer NOT NULL,
    PRIMARY KEY (org_id, number_key, campaign_id),
    FOREIGN KEY (org_id, number_key) REFERENCES number_ledger
) WITH (fillfactor = 85);

-- Never two calls to one customer at once, whatever the number.
CREATE UNIQUE INDEX live_attempt_customer ON live_attempt (customer_id) WHERE NOT fate_unknown;

-- ---------------------------------------------------------------- appointments
DROP INDEX callback_appointment;
CREATE INDEX callback_appointment ON callback (org_id, next_at) WHERE state = 'WAITING' AND appointment;

-- ---------------------------------------------------------------- who may call
ALTER TABLE agent
    ADD COLUMN department  text CHECK (length(department) BETWEEN 1 AND 100),
    ADD COLUMN skill       smallint NOT NULL DEFAULT 5 CHECK (skill BETWEEN 1 AND 9),
    ADD COLUMN calls_on    date,                            -- UTC date that calls_today speaks of
    ADD COLUMN calls_today integer NOT NULL DEFAULT 0;

CREATE TABLE conflict_of_interest (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES org_unit,
    customer_id uuid NOT NULL REFERENCES customer ON DELETE CASCADE,
    agent_id    uuid REFERENCES agent,
    department  text CHECK (length(department) BETWEEN 1 AND 100),
    reason      text NOT NULL,
    created_by  uuid NOT NULL,
    created_at  timestamptz NOT NULL,
    CHECK ((agent_id IS NULL) <> (department IS NULL))
);
CREATE UNIQUE INDEX conflict_of_interest_agent ON conflict_of_interest (customer_id, agent_id) WHERE agent_id IS NOT NULL;
CREATE UNIQUE INDEX conflict_of_interest_department ON conflict_of_interest (customer_id, department) WHERE department IS NOT NULL;
CREATE INDEX conflict_of_interest_customer ON conflict_of_interest (customer_id);
CREATE INDEX conflict_of_interest_list ON conflict_of_interest (org_id, created_at DESC, id DESC);

-- What a claim asks of the rules, beside them: a version's text may be long, and its claims are many.
ALTER TABLE campaign_rules
    ADD COLUMN own_customers  text GENERATED ALWAYS AS (coalesce(rules ->> 'ownCustomers', 'ALLOW')) STORED,
    ADD COLUMN route_language text GENERATED ALWAYS AS (coalesce(rules -> 'routing' ->> 'language', 'PREFER')) STORED,
    ADD COLUMN route_last     boolean GENERATED ALWAYS AS (coalesce((rules -> 'routing' ->> 'lastAgent')::boolean, false)) STORED,
    ADD COLUMN route_skill    smallint GENERATED ALWAYS AS (coalesce((rules -> 'routing' ->> 'leastSkill')::smallint, 1)) STORED,
    ADD COLUMN route_seconds  integer GENERATED ALWAYS AS (coalesce((rules -> 'routing' ->> 'preferSeconds')::integer, 120)) STORED;

-- ---------------------------------------------------------------- when customers answer
-- Sums by campaign and local hour; small, and never read where calls are made: servers keep it in memory.
CREATE TABLE answer_hour (
    org_id      uuid NOT NULL REFERENCES org_unit,
    campaign_id uuid NOT NULL REFERENCES campaign,
    hour        smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
    dials       bigint NOT NULL,
    answers     bigint NOT NULL,
    PRIMARY KEY (org_id, campaign_id, hour)
);

-- ---------------------------------------------------------------- corrections of the customer's record
CREATE TABLE correction (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES org_unit,
    customer_id uuid NOT NULL REFERENCES customer ON DELETE CASCADE,
    callback_id uuid NOT NULL REFERENCES callback,
    position    smallint NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('WRONG_NUMBER', 'OTHER_PERSON', 'INVALID_NUMBER')),
    note        text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    done_at     timestamptz,
    done_by     uuid
);
CREATE INDEX correction_open ON correction (org_id, created_at, id) WHERE done_at IS NULL;
CREATE UNIQUE INDEX correction_once ON correction (customer_id, position, kind) WHERE done_at IS NULL;

GRANT SELECT ON number_campaign, conflict_of_interest, answer_hour, correction TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE ON number_campaign, answer_hour, correction TO ${server_role};
GRANT INSERT, DELETE ON conflict_of_interest TO ${server_role};
