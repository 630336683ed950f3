package org.huifang.bench;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * The rows to search in: 100 agents, 10 campaigns, one customer for ten recordings, notes on half of them. Every figure is
 * reckoned from the row's number, so that a run can be repeated; ids carry their time as the product's do.
 */
record SearchRows(int customers) {
    static final UUID ORG = UUID.fromString("00000000-0000-7000-8000-000000000001");

    /**
     * What {@code note_words} makes of the notes below, without its regular expressions, which would be most of the time
     * of filling; {@link #check} compares.
     */
    static final String QUICK_WORDS = """
            CREATE OR REPLACE FUNCTION note_words(note text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN note IS NULL THEN NULL
              WHEN substr(note, 9, 1) = '，' THEN array_to_tsvector(ARRAY[substr(note, 1, 2), substr(note, 2, 2),
                substr(note, 3, 2), substr(note, 4, 2), substr(note, 5, 2), substr(note, 6, 2), substr(note, 7, 2), substr(note, 8, 1),
                substr(note, 10, 2), substr(note, 11, 2), substr(note, 12, 2), substr(note, 13, 2), substr(note, 14, 2),
                substr(note, 15, 2), substr(note, 16, 2), substr(note, 17, 2)])
              ELSE array_to_tsvector(ARRAY[substr(note, 1, 2), substr(note, 2, 2), substr(note, 3, 2), substr(note, 4, 2),
                substr(note, 5, 2), substr(note, 6, 2), substr(note, 7, 2), substr(note, 8, 2), substr(note, 9, 2),
                substr(note, 10, 2), substr(note, 11, 2), substr(note, 12, 2)]) END
            $$
            """;

    /** With the shipped function in its place again. */
    static String check(String table) {
        return """
                DO $$ BEGIN
                  IF EXISTS (SELECT FROM (SELECT note, words FROM %s LIMIT 2000) r WHERE words IS DISTINCT FROM note_words(note)) THEN
                    RAISE EXCEPTION 'the words of the notes are not those that note_words makes';
                  END IF;
                END $$
                """.formatted(table);
    }

    static List<String> people(int customers) {
        return List.of(
                "INSERT INTO org_unit (id, name, zone, country, calendar, created_at)" + " VALUES ('" + ORG
                        + "', 'Bench', 'Asia/Shanghai', 'CN', 'CN', now())",
                "INSERT INTO trunk (id, org_id, name, simulated, created_at) VALUES ('" + ORG + "', '" + ORG
                        + "', 'sim', true, now())",
                "INSERT INTO agent (id, org_id, code, name, endpoint, presence_since) SELECT md5('agent' || i)::uuid, '"
                        + ORG + "', 'A' || i, '坐席' || i, 'a' || i, now() FROM generate_series(0, 99) i",
                "INSERT INTO campaign SELECT md5('campaign' || i)::uuid, '" + ORG
                        + "', 'k' || i, '项目' || i, 'ACTIVE', false, '" + ORG
                        + "', 1, now() FROM generate_series(0, 9) i",
                "INSERT INTO number_ledger (org_id, number_key) SELECT '" + ORG + "', sha256(('n' || i)::bytea)"
                        + " FROM generate_series(0, " + customers + ") i",
                "INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at) SELECT md5('customer' || i)::uuid,"
                        + " '" + ORG + "', 'C-' || i, '客户' || i, now(), now() FROM generate_series(0, " + customers
                        + ") i",
                "INSERT INTO customer_phone SELECT md5('customer' || i)::uuid, 1, '" + ORG
                        + "', '+86' || (13000000000 + i), 'MOBILE', sha256(('n' || i)::bytea) FROM generate_series(0, "
                        + customers + ") i");
    }

    /** 400 phrases of four characters stand for what agents write; a complaint on one in fifty. */
    String month(String table, LocalDate month, int offset, int count) {
        long begin = month.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000;
        long end = month.plusMonths(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000;
        return """
                WITH phrase AS MATERIALIZED (
                  SELECT array_agg(chr(19968 + (k * 37) %% 1500) || chr(19968 + (k * 91 + 5) %% 1500) || chr(19968 + (k * 53 + 11) %% 1500)
                      || chr(19968 + (k * 17 + 3) %% 1500)) AS p FROM generate_series(0, 399) k)
                INSERT INTO %3$s (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id, node_id, state,
                    started_at, ended_at, expected_ms, duration_ms, format, size_bytes, stored_as, sha256_stored, sha256_sound,
                    retain_until, sealed_at, outcome, disposition, note, number_key, score, flagged, held)
                SELECT id, t, '%1$s', md5('b' || n)::uuid, md5('campaign' || h %% 10)::uuid,
                    md5('customer' || h %% %2$d)::uuid, md5('agent' || (h / 10) %% 100)::uuid, '%1$s', 'SEALED',
                    t + interval '9 s', t + interval '3 min', 180000, CASE WHEN h %% 101 = 0 THEN 1300000 + h %% 1000 ELSE 20000 + h %% 280000 END,
                    'OPUS', 500000, to_char(t, 'YYYY/MM/DD/') || id || '.hfr', sha, sha,
                    t + interval '1095 days', t + interval '4 min', CASE WHEN h %% 53 = 0 THEN 'ABANDONED' ELSE 'ANSWERED' END,
                    CASE WHEN h %% 19 = 0 THEN 'NOT_CONVENIENT' ELSE 'REACHED' END,
                    CASE WHEN h %% 47 = 0 THEN '客户投诉' || p[1 + h %% 400] || p[1 + (h / 7) %% 400]
                         WHEN h %% 2 = 0 THEN '客户表示' || p[1 + h %% 400] || '，' || p[1 + (h / 3) %% 400] || p[1 + (h / 11) %% 400] END,
                    sha256(('n' || h %% %2$d)::bytea), CASE WHEN h %% 23 = 0 THEN (h / 23) %% 101 END, h %% 211 = 0, h %% 499 = 0
                FROM phrase, (
                    SELECT n, h, sha, to_timestamp(us / 1000000) + (us %% 1000000) * interval '1 us' AS t,
                        (lpad(to_hex(us / 1000), 12, '0') || '7' || substr(m, 1, 3) || '8' || substr(m, 4, 15))::uuid AS id
                    FROM (SELECT i + %4$d AS n, abs(hashint4(i + %4$d)::bigint) AS h, %5$d + i::bigint * %6$d AS us, md5('r' || i + %4$d) AS m,
                              sha256(int4send(i + %4$d)) AS sha
                          FROM generate_series(0, %7$d - 1) i OFFSET 0) numbered OFFSET 0) x
                """.formatted(ORG, customers, table, offset, begin, (end - begin) / count, count);
    }
}
