-- A finding that was filed by mistake is withdrawn before anybody answers it: it stays, with the step that says why (R77).
ALTER TABLE quality_finding DROP CONSTRAINT quality_finding_state_check;
ALTER TABLE quality_finding ADD CONSTRAINT quality_finding_state_check
    CHECK (state IN ('OPEN', 'ANSWERED', 'REOPENED', 'CLOSED', 'WITHDRAWN'));
ALTER TABLE quality_finding DROP CONSTRAINT quality_finding_check1;
ALTER TABLE quality_finding ADD CONSTRAINT quality_finding_answered
    CHECK (state IN ('OPEN', 'WITHDRAWN') OR answered_by IS NOT NULL);
ALTER TABLE quality_finding ADD CONSTRAINT quality_finding_unanswered CHECK (state <> 'WITHDRAWN' OR answered_by IS NULL);

CREATE OR REPLACE FUNCTION quality_finding_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (('OPEN', 'ANSWERED'), ('OPEN', 'WITHDRAWN'), ('REOPENED', 'ANSWERED'), ('ANSWERED', 'REOPENED'),
                                      ('ANSWERED', 'CLOSED'))
       AND NOT (OLD.state = 'CLOSED' AND NEW.state = 'CLOSED' AND OLD.confirmed <> NEW.confirmed) THEN
        RAISE EXCEPTION 'finding % cannot go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

ALTER TABLE quality_finding_step DROP CONSTRAINT quality_finding_step_kind_check;
ALTER TABLE quality_finding_step ADD CONSTRAINT quality_finding_step_kind_check
    CHECK (kind IN ('OPENED', 'ANSWERED', 'REOPENED', 'CLOSED', 'CORRECTED', 'WITHDRAWN', 'STATEMENT'));
