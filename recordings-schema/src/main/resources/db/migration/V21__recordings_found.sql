-- Recordings found by what people ask for, newest first, page by page.

-- ---------------------------------------------------------------- words of notes
-- Chinese has no spaces, and people look for one or two characters. So of a run of such characters each is the beginning of a word
-- of two (the last one a word alone): one character is found by its beginning, two by the word, more by all their pairs. Elsewhere
-- words are words. One text for every writer: the column below is made of it.
CREATE FUNCTION note_words(note text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_to_tsvector(coalesce(array_agg(CASE WHEN pairs THEN substr(run, i, 2) ELSE left(run, 40) END), '{}'))
    FROM (SELECT m[1] AS run, m[1] ~ '^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]' AS pairs
          FROM regexp_matches(lower(normalize(note, NFKC)),
              '[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+'
              '|[^\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+',
              'g') AS m) AS runs,
         LATERAL generate_series(1, CASE WHEN pairs THEN length(run) ELSE 1 END) AS i
$$;

-- What a word that somebody looks for must match; NULL: it holds no letter or digit.
CREATE FUNCTION note_query(word text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(CASE WHEN pairs AND length(run) > 1 THEN format('''%s''', substr(run, i, 2))
                           ELSE format('''%s'':*', left(run, 40)) END, ' & ')::tsquery
    FROM (SELECT m[1] AS run, m[1] ~ '^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]' AS pairs
          FROM regexp_matches(lower(normalize(word, NFKC)),
              '[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+'
              '|[^\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+',
              'g') AS m) AS runs,
         LATERAL generate_series(1, CASE WHEN pairs THEN greatest(1, length(run) - 1) ELSE 1 END) AS i
$$;

-- ---------------------------------------------------------------- what recordings are found by
ALTER TABLE recording
    ADD COLUMN held        boolean NOT NULL DEFAULT false, -- under a legal hold
    ADD COLUMN flagged     boolean NOT NULL DEFAULT false, -- somebody marked it for attention
    ADD COLUMN score       smallint CHECK (score BETWEEN 0 AND 100), -- NULL: not scored
    ADD COLUMN outcome     text,                           -- of the attempt, from the sealing on
    ADD COLUMN disposition text,                           -- what the agent noted that came of the talk
    ADD COLUMN note        text,                           -- the agent's words
    ADD COLUMN number_key  bytea,                          -- of the number in the call; NULL: not known any more
    ADD COLUMN words       tsvector GENERATED ALWAYS AS (note_words(note)) STORED;

-- The attempt's outcome comes with the end of PENDING, whoever writes that: the call itself pays nothing for it.
CREATE FUNCTION recording_outcome() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.outcome := (SELECT outcome FROM attempt WHERE claimed_at = NEW.claimed_at AND id = NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER recording_outcome BEFORE UPDATE OF state ON recording FOR EACH ROW
    WHEN (NEW.outcome IS NULL AND NEW.state <> 'PENDING') EXECUTE FUNCTION recording_outcome();

UPDATE recording r SET outcome = a.outcome FROM attempt a WHERE a.claimed_at = r.claimed_at AND a.id = r.id AND r.state <> 'PENDING';

-- The number of earlier calls is known where their customer has only one.
UPDATE recording r SET number_key = p.number_key
FROM (SELECT customer_id, (array_agg(number_key))[1] AS number_key FROM customer_phone GROUP BY customer_id HAVING count(*) = 1) p
WHERE p.customer_id = r.customer_id;

-- Notes stood in the audit log alone: each belongs to the callback's last talk before it.
UPDATE recording r SET disposition = n.disposition, note = n.note
FROM (SELECT DISTINCT ON (r.claimed_at, r.id) r.claimed_at, r.id, e.detail ->> 'disposition' AS disposition,
             nullif(e.detail ->> 'note', '') AS note
      FROM audit_entry e JOIN recording r ON r.callback_id = e.subject_id::uuid AND r.started_at <= e.at
      WHERE e.action = 'callback.disposition' AND e.subject_kind = 'callback'
        AND NOT EXISTS (SELECT FROM recording later
                        WHERE later.callback_id = r.callback_id AND later.started_at <= e.at AND later.started_at > r.started_at)
      ORDER BY r.claimed_at, r.id, e.at DESC) n
WHERE n.claimed_at = r.claimed_at AND n.id = r.id;

-- ---------------------------------------------------------------- indexes
-- Newest first by claimed_at, the partitions' own order: a page reads the latest partition and goes on only if it must. What is
-- PENDING is in none of them, so that neither the answer nor the end of a call writes one.
DROP INDEX recording_list;
CREATE INDEX recording_time ON recording (org_id, claimed_at, id, duration_ms) WHERE state <> 'PENDING';
CREATE INDEX recording_agent ON recording (org_id, agent_id, claimed_at, id) WHERE state <> 'PENDING';
CREATE INDEX recording_customer ON recording (org_id, customer_id, claimed_at, id) WHERE state <> 'PENDING';
CREATE INDEX recording_number ON recording (org_id, number_key, claimed_at, id) WHERE state <> 'PENDING';
CREATE INDEX recording_campaign ON recording (org_id, campaign_id, claimed_at, id) WHERE state <> 'PENDING';
CREATE INDEX recording_outcome ON recording (org_id, outcome, claimed_at, id) WHERE state <> 'PENDING';
CREATE INDEX recording_disposition ON recording (org_id, disposition, claimed_at, id) WHERE state <> 'PENDING';
CREATE INDEX recording_scored ON recording (org_id, claimed_at, id, score) WHERE score IS NOT NULL AND state <> 'PENDING';
CREATE INDEX recording_held ON recording (org_id, claimed_at, id) WHERE held AND state <> 'PENDING';
CREATE INDEX recording_flagged ON recording (org_id, claimed_at, id) WHERE flagged AND state <> 'PENDING';
-- Without a list of pending entries, which every search would have to read.
CREATE INDEX recording_words ON recording USING gin (words) WITH (fastupdate = off) WHERE state <> 'PENDING';

-- ---------------------------------------------------------------- saved filters, comments, lists that were exported
CREATE TABLE recording_filter (
    id         uuid PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES org_unit,
    user_id    uuid NOT NULL REFERENCES app_user,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    filter     jsonb NOT NULL,             -- as POST /recordings/search takes it; never with a number
    created_at timestamptz NOT NULL,
    UNIQUE (user_id, name)
);

CREATE TABLE recording_comment (
    id           uuid PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES org_unit,
    recording_id uuid NOT NULL,
    at_ms        bigint NOT NULL CHECK (at_ms >= 0), -- from the beginning of the sound
    body         text NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
    author_id    uuid NOT NULL REFERENCES app_user,
    created_at   timestamptz NOT NULL,
    removed_at   timestamptz,              -- taken back by its author; stays for the record
    removed_by   uuid REFERENCES app_user
);
CREATE INDEX recording_comment_place ON recording_comment (recording_id, at_ms, id);

CREATE TABLE recording_list_file (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES org_unit,
    user_id     uuid NOT NULL REFERENCES app_user,
    format      text NOT NULL CHECK (format IN ('CSV', 'XLSX')),
    filter      jsonb NOT NULL,            -- numbers as their keys
    created_at  timestamptz NOT NULL,
    started_at  timestamptz,               -- the file was asked for: once
    rows_sent   bigint NOT NULL DEFAULT 0,
    progress_at timestamptz,               -- of rows_sent
    finished_at timestamptz,
    failed      text                       -- why it ended early
);
CREATE INDEX recording_list_file_user ON recording_list_file (user_id, created_at);

GRANT SELECT ON recording_filter, recording_comment, recording_list_file TO ${server_role}, ${purge_role};
GRANT INSERT, UPDATE ON recording_filter, recording_comment, recording_list_file TO ${server_role};
GRANT DELETE ON recording_filter TO ${server_role};
