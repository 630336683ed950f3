package org.huifang.evidence;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/**
 * What auditors said of the calls, and what archives hold of them (R65, R77).
 *
 * @param scores of the recordings, those that were corrected too; blind ones of a calibration once both are in
 * @param findings on the calls, with their steps and what they added to the lists of violations
 * @param archiveCopies copies of the sounds in archives on media; {@code entry} is the log's
 */
record QualityFacts(List<JsonObject> scores, List<JsonObject> findings, List<JsonObject> archiveCopies) {
    private static final String SCORES = """
        SELECT s.id, s.recording_id, s.scorecard_id, s.scorecard_version, v.name_zh, v.name_en, s.score, s.fatal, s.auditor_id,
          u.display_name AS auditor, s.submitted_at, s.remark, s.sample_id, s.calibration_id, s.replaces, s.reason,
          r.released_at, b.display_name AS released_by
        FROM score s JOIN scorecard_version v ON v.scorecard_id = s.scorecard_id AND v.version = s.scorecard_version
        JOIN app_user u ON u.id = s.auditor_id LEFT JOIN score_release r ON r.score_id = s.id
        LEFT JOIN app_user b ON b.id = r.released_by WHERE s.recording_id = ANY ($1)
          AND (s.calibration_id IS NULL OR (SELECT count(*) FROM score o WHERE o.calibration_id = s.calibration_id) = 2)
        ORDER BY s.submitted_at, s.id
        """;
    private static final String MARKS = """
        SELECT m.score_id, i.code, i.text_zh, i.text_en, i.weight, i.fatal, i.cause, m.mark, m.at_ms, m.note
        FROM score_mark m JOIN score s ON s.id = m.score_id JOIN scorecard_item i
          ON i.scorecard_id = s.scorecard_id AND i.version = s.scorecard_version AND i.position = m.position
        WHERE m.score_id = ANY ($1) ORDER BY m.position
        """;
    private static final String FINDINGS = """
        SELECT f.id, f.attempt_id, f.kind_code, f.name_zh, f.name_en, f.severity, f.at_ms, f.item, f.body, f.state, f.due_at,
          f.confirmed, g.code AS agent, g.name AS agent_name, o.display_name AS opened_by, f.opened_at
        FROM quality_finding f JOIN agent g ON g.id = f.agent_id JOIN app_user o ON o.id = f.opened_by
        WHERE f.attempt_id = ANY ($1) ORDER BY f.opened_at, f.id
        """;
    private static final String STEPS = """
        SELECT s.finding_id, s.seq, s.kind, s.at, s.by_user, u.display_name AS by, s.body, s.confirmed, s.due_at
        FROM quality_finding_step s JOIN app_user u ON u.id = s.by_user WHERE s.finding_id = ANY ($1) ORDER BY s.seq
        """;
    private static final String VIOLATIONS = "SELECT finding_id, month, at, count, corrects, note FROM violation_entry"
            + " WHERE finding_id = ANY ($1) ORDER BY at, id";
    private static final String ARCHIVE_COPIES = """
        SELECT e.id AS entry, e.subject_id AS recording_id, e.at, e.detail ->> 'volume' AS volume, a.id AS archive,
          u.display_name AS asked_by, a.reason, a.recipient, a.numbers
        FROM audit_entry e JOIN archive a ON a.id::text = e.detail ->> 'archive' JOIN app_user u ON u.id = a.proposed_by
        WHERE e.subject_kind = 'recording' AND e.subject_id = ANY ($1) AND e.action = 'archive.copy' ORDER BY e.at, e.id
        """;

    /** One statement after the other, on the caller's connection. */
    static Future<QualityFacts> read(SqlConnection connection, List<UUID> attempts, List<UUID> recordings) {
        String[] named = recordings.stream().map(UUID::toString).toArray(String[]::new);
        return PlainRows.of(connection, SCORES, of(recordings))
                .compose(scores -> nested(connection, scores, MARKS, "scoreId", "marks"))
                .compose(scores -> PlainRows.of(connection, FINDINGS, of(attempts))
                        .compose(findings -> nested(connection, findings, STEPS, "findingId", "steps"))
                        .compose(findings -> nested(connection, findings, VIOLATIONS, "findingId", "violations"))
                        .compose(findings -> PlainRows.of(
                                        connection,
                                        ARCHIVE_COPIES,
                                        Tuple.tuple().addArrayOfString(named))
                                .map(copies -> new QualityFacts(scores, findings, copies))));
    }

    private static Future<List<JsonObject>> nested(
            SqlConnection connection, List<JsonObject> parents, String sql, String by, String name) {
        List<UUID> ids = parents.stream()
                .map(one -> UUID.fromString(one.getString("id")))
                .toList();
        return PlainRows.of(connection, sql, of(ids)).map(children -> {
            PlainRows.nest(parents, children, by, name);
            return parents;
        });
    }

    private static Tuple of(List<UUID> ids) {
        return Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
    }
}
