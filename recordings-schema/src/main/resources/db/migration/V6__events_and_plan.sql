-- Events of customers, from which the planner makes callbacks, and what a supervisor decides about a list. docs/schema.md explains.

-- What happened to a customer, or will: the anchor of a campaign's goal (R1 to R10).
CREATE TABLE customer_event (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES org_unit,
    type        text NOT NULL CHECK (type ~ '^[A-Z][A-Z0-9_]{1,39}$'),   -- DELIVERY, SERVICE, CONTRACT …
    customer_id uuid NOT NULL REFERENCES customer,
    event_key   text NOT NULL CHECK (length(event_key) BETWEEN 1 AND 120), -- the sender's own: order, contract, vehicle
    on_date     date NOT NULL,             -- the organisation's date
    month_day   smallint NOT NULL GENERATED ALWAYS AS ((extract(month FROM on_date) * 100 + extract(day FROM on_date))::smallint) STORED,
    attributes  jsonb NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    UNIQUE (org_id, type, customer_id, event_key)
);
CREATE INDEX customer_event_date ON customer_event (org_id, type, on_date, id);
CREATE INDEX customer_event_day_of_year ON customer_event (org_id, type, month_day, id);
CREATE INDEX customer_event_customer ON customer_event (customer_id, on_date);

-- When a customer asked to be called (R21, R23): instead of the campaign's windows, in the customer's zone, as
-- 'SATURDAY 10:00-11:30'. In the customer's row, because claim, retry and planner read that row anyway.
ALTER TABLE customer ADD COLUMN own_slots text[] NOT NULL DEFAULT '{}';

-- The list on which a planned callback was first put (R21), in the organisation's dates; NULL: made by import or REST.
ALTER TABLE callback ADD COLUMN listed_for date;
CREATE INDEX callback_approval ON callback (campaign_id, listed_for) WHERE state = 'REVIEW' AND reason = 'APPROVAL';

-- Lists that call nobody before somebody approves them (R19).
CREATE TABLE plan_list (
    campaign_id uuid NOT NULL REFERENCES campaign,
    list_date   date NOT NULL,
    org_id      uuid NOT NULL REFERENCES org_unit,
    state       text NOT NULL CHECK (state IN ('PROPOSED', 'APPROVED', 'REJECTED')),
    callbacks   integer NOT NULL,          -- put on it so far
    made_at     timestamptz NOT NULL,
    decided_by  uuid,
    decided_at  timestamptz,
    reason      text,
    PRIMARY KEY (campaign_id, list_date)
);
CREATE INDEX plan_list_open ON plan_list (org_id, list_date) WHERE state = 'PROPOSED';

-- What the planner did: one row for each run that changed something, by campaign.
CREATE TABLE plan_run (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL,
    campaign_id uuid NOT NULL REFERENCES campaign,
    list_date   date NOT NULL,             -- events were planned for lists up to this date
    planned     integer NOT NULL,
    late        integer NOT NULL,          -- of these, with a slot only after the deadline
    over        integer NOT NULL,          -- of these, beyond what the agents there can do in time
    stopped     integer NOT NULL,          -- of these, cancelled at once: the number must not be called
    no_slot     integer NOT NULL,          -- of these, for a person to decide: no window in time
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz NOT NULL
);
CREATE INDEX plan_run_campaign ON plan_run (campaign_id, started_at DESC);

-- Files of the watched folder by content: the same content twice is imported once.
CREATE TABLE intake_file (
    org_id     uuid NOT NULL REFERENCES org_unit,
    sha256     bytea NOT NULL,
    file_name  text NOT NULL,
    job_id     uuid NOT NULL,
    state      text NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'FAILED')),
    claimed_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (org_id, sha256)
);

ALTER TABLE import_job DROP CONSTRAINT import_job_kind_check;
ALTER TABLE import_job ADD CONSTRAINT import_job_kind_check CHECK (kind IN ('CUSTOMERS', 'CAMPAIGNS', 'CALLBACKS', 'EVENTS'));

GRANT SELECT ON customer_event, plan_list, plan_run, intake_file TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE ON customer_event, plan_list, intake_file TO ${server_role};
GRANT INSERT ON plan_run TO ${server_role};
GRANT DELETE ON calendar_day TO ${server_role};
