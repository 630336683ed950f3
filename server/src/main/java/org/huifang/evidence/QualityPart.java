package org.huifang.evidence;

import io.vertx.core.json.JsonObject;

/** The report's part of what auditors said, and of the copies on media. */
final class QualityPart {
    private final Report report;

    QualityPart(Report report) {
        this.report = report;
    }

    void write(JsonObject facts) {
        scores(facts);
        findings(facts);
        report.table(
                "归档介质上的副本 Copies in archives",
                "archiveCopies",
                "recordingId",
                "at",
                "volume",
                "askedBy",
                "numbers",
                "recipient",
                "reason");
    }

    private void scores(JsonObject facts) {
        if (Report.rows(facts, "scores").isEmpty()) {
            return;
        }
        report.heading("评分 Scores");
        for (JsonObject score : Report.rows(facts, "scores")) {
            report.named(score, "scorecard");
            report.list(
                    score,
                    "scorecardVersion",
                    "score",
                    "fatal",
                    "auditor",
                    "submittedAt",
                    "remark",
                    "replaces",
                    "reason",
                    "calibrationId",
                    "releasedAt",
                    "releasedBy",
                    "recordingId",
                    "id");
            report.rowsTable(
                    Report.rows(score, "marks"), "textZh", "textEn", "weight", "fatal", "mark", "atMs", "note");
        }
    }

    /** Codes of findings, some of which calls have with another meaning. */
    private static JsonObject coded(JsonObject row, String name) {
        return row.copy().put(name, "FINDING_" + row.getString(name));
    }

    private void findings(JsonObject facts) {
        if (Report.rows(facts, "qualityFindings").isEmpty()) {
            return;
        }
        report.heading("质检问题与整改 Findings and rectification");
        for (JsonObject finding : Report.rows(facts, "qualityFindings")) {
            report.named(finding, "finding");
            report.list(
                    coded(finding, "state"),
                    "severity",
                    "body",
                    "state",
                    "confirmed",
                    "agentName",
                    "atMs",
                    "item",
                    "openedBy",
                    "openedAt",
                    "dueAt",
                    "attemptId",
                    "id");
            report.rowsTable(
                    Report.rows(finding, "steps").stream()
                            .map(step -> coded(step, "kind"))
                            .toList(),
                    "at",
                    "kind",
                    "by",
                    "body",
                    "confirmed",
                    "dueAt");
            report.rowsTable(Report.rows(finding, "violations"), "month", "at", "count", "corrects", "note");
        }
    }
}
