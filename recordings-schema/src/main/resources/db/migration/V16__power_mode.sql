-- Campaigns that call more customers than there are ready agents, under a cap of abandoned calls that stops it.

-- Nobody is kept for such a call: its agent is known once the customer has answered, or never.
ALTER TABLE live_attempt ALTER COLUMN agent_id DROP NOT NULL;
ALTER TABLE attempt ALTER COLUMN agent_id DROP NOT NULL;
ALTER TABLE recording ALTER COLUMN agent_id DROP NOT NULL;
CREATE INDEX live_attempt_unassigned ON live_attempt (org_id, campaign_id) WHERE agent_id IS NULL;

ALTER TABLE campaign_rules
    ADD COLUMN pacing text GENERATED ALWAYS AS (coalesce(rules -> 'pacing' ->> 'mode', 'RESERVED')) STORED;

-- Over-dials at this moment; false: every call keeps its agent, whatever the rules would allow.
ALTER TABLE campaign ADD COLUMN over_dials boolean NOT NULL DEFAULT false;

-- Was abandoned by us: called with a reserved agent only until then.
ALTER TABLE callback ADD COLUMN power_barred_until timestamptz;
CREATE INDEX callback_power_barred ON callback (campaign_id, next_at) WHERE state = 'WAITING' AND power_barred_until IS NOT NULL;

-- Answered and abandoned calls of campaigns in power mode, by ten minutes; what the cap is measured by.
CREATE TABLE pacing_count (
    campaign_id uuid NOT NULL REFERENCES campaign,
    from_at     timestamptz NOT NULL,      -- start of the ten minutes in which the calls ended
    node_id     uuid NOT NULL,             -- whose writer counted: no two wait for one row
    answered    integer NOT NULL CHECK (answered >= 0),
    abandoned   integer NOT NULL CHECK (abandoned BETWEEN 0 AND answered),
    PRIMARY KEY (campaign_id, from_at, node_id)
);

GRANT SELECT ON pacing_count TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE ON pacing_count TO ${server_role};
GRANT UPDATE (over_dials) ON campaign TO ${server_role};
