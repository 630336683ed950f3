-- What each call paid without using it: PostgreSQL reads a generated column's expression, and a trigger's condition, anew for
-- every statement that writes to their table.

-- The words of a note are made when a note is written, which a call in progress does not do.
ALTER TABLE recording ALTER COLUMN words DROP EXPRESSION;
CREATE FUNCTION recording_words() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.words := note_words(NEW.note);
    RETURN NEW;
END $$;
CREATE TRIGGER recording_words_first BEFORE INSERT ON recording FOR EACH ROW
    WHEN (NEW.note IS NOT NULL OR NEW.words IS NOT NULL) EXECUTE FUNCTION recording_words();
CREATE TRIGGER recording_words_again BEFORE UPDATE OF note, words ON recording FOR EACH ROW EXECUTE FUNCTION recording_words();

-- Only these columns are guarded; no other trigger changes them.
DROP TRIGGER recording_kept ON recording;
CREATE TRIGGER recording_kept BEFORE UPDATE OF state, retain_until, held, key_id ON recording FOR EACH ROW
    WHEN (OLD.state = 'PURGED' OR NEW.state = 'PURGED' OR NEW.retain_until IS DISTINCT FROM OLD.retain_until
          OR OLD.held AND NOT NEW.held OR OLD.key_id IS NOT NULL AND NEW.key_id IS DISTINCT FROM OLD.key_id)
    EXECUTE FUNCTION recording_kept();

-- A young month soon grows by another tenth, and each look of autovacuum at it makes every connection plan its statements anew.
CREATE OR REPLACE FUNCTION make_partitions(first_month date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    parent text;
    month  date;
    made   integer := 0;
BEGIN
    IF months NOT BETWEEN 1 AND 60 THEN
        RAISE EXCEPTION 'months must be 1 to 60, not %', months;
    END IF;
    FOREACH parent IN ARRAY ARRAY['attempt', 'attempt_event', 'recording', 'audit_entry'] LOOP
        FOR i IN 0 .. months - 1 LOOP
            month := date_trunc('month', first_month)::date + make_interval(months => i);
            IF to_regclass(format('%I', parent || to_char(month, '_YYYY_MM'))) IS NULL THEN
                EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)'
                    ' WITH (autovacuum_analyze_threshold = 50000, autovacuum_vacuum_insert_threshold = 100000,'
                    ' autovacuum_vacuum_threshold = 20000)',
                    parent || to_char(month, '_YYYY_MM'), parent,
                    month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

DO $$
DECLARE
    month regclass;
BEGIN
    FOR month IN SELECT inhrelid::regclass FROM pg_inherits
                 WHERE inhparent IN ('attempt'::regclass, 'attempt_event'::regclass, 'recording'::regclass, 'audit_entry'::regclass) LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_analyze_threshold = 50000, autovacuum_vacuum_insert_threshold = 100000,'
            ' autovacuum_vacuum_threshold = 20000)', month);
    END LOOP;
END $$;
