-- Why a row or a file was refused, by the code of its remedy and what its text holds, so that it is said in the reader's language.
-- Imports made before keep their English text alone.
ALTER TABLE import_error
    ADD COLUMN given text,                  -- what stood there; NULL where it is long or secret
    ADD COLUMN remedy_code text,
    ADD COLUMN remedy_values jsonb;
ALTER TABLE import_job
    ADD COLUMN problem_code text,
    ADD COLUMN problem_values jsonb;        -- and under "given" what stood there
