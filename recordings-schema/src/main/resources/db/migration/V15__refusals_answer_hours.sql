-- ---------------------------------------------------------------- who refuses to be called
-- Customers who refuse calls (R42), on the rows of their numbers: a claim locks and rereads that row anyway, so that a refusal
-- and a claim of the same moment come one after the other. NULL: nobody, as nearly always.
ALTER TABLE number_ledger ADD COLUMN refused_by uuid[];

UPDATE number_ledger n SET refused_by = r.customers
FROM (SELECT p.org_id, p.number_key, array_agg(DISTINCT p.customer_id) AS customers
      FROM customer_consent k JOIN customer_phone p ON p.customer_id = k.customer_id
      WHERE k.channel = 'CALL' AND k.refused_at IS NOT NULL
      GROUP BY p.org_id, p.number_key) r
WHERE n.org_id = r.org_id AND n.number_key = r.number_key;

-- ---------------------------------------------------------------- when such customers answer
-- By campaign, kind of day and local hour, one row for each UTC date of the dials: a date is reckoned anew as a whole, so that
-- doing it twice changes nothing, and what is long ago can be left out.
DROP TABLE answer_hour;
CREATE TABLE answer_hour (
    org_id      uuid NOT NULL REFERENCES org_unit,
    campaign_id uuid NOT NULL REFERENCES campaign,
    dialled_on  date NOT NULL,
    working     boolean NOT NULL,          -- was the customer's date a working day by the organisation's calendar?
    hour        smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
    dials       bigint NOT NULL,
    answers     bigint NOT NULL,
    PRIMARY KEY (dialled_on, campaign_id, working, hour)
);
GRANT SELECT ON answer_hour TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE, DELETE ON answer_hour TO ${server_role};
