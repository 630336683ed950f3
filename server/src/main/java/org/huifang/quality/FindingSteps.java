package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** What was done about findings, step by step: appended with its audit entry, never changed. */
final class FindingSteps {
    private static final String APPEND =
            "INSERT INTO quality_finding_step (finding_id, seq, org_id, kind, at, by_user, body, confirmed, due_at)"
                    + " SELECT $1, 1 + coalesce(max(seq), 0), $2, $3, $4, $5, $6, $7, $8 FROM quality_finding_step"
                    + " WHERE finding_id = $1 RETURNING seq";

    private final Audit audit;

    FindingSteps(Audit audit) {
        this.audit = audit;
    }

    enum Kind {
        OPENED("finding.open"),
        ANSWERED("finding.answer"),
        REOPENED("finding.reopen"),
        CLOSED("finding.close"),
        CORRECTED("finding.correct"),
        WITHDRAWN("finding.withdraw"),
        STATEMENT("finding.state");

        private final String action;

        Kind(String action) {
            this.action = action;
        }
    }

    /**
     * @param confirmed of CLOSED and CORRECTED
     * @param dueAt of OPENED and REOPENED
     */
    record Step(
            Kind kind,
            Instant at,
            String text,
            @Nullable Boolean confirmed,
            @Nullable Instant dueAt) {}

    /**
     * In the transaction that has the finding's row locked, or made it.
     *
     * @param more facts for the audit entry, beside those of the step
     * @return its number, from 1
     */
    Future<Integer> append(SqlConnection transaction, SignedIn by, UUID findingId, Step step, JsonObject more) {
        return transaction
                .preparedQuery(APPEND)
                .execute(Tuple.of(findingId, by.orgId(), step.kind().name(), Times.at(step.at()), by.userId())
                        .addString(step.text())
                        .addBoolean(step.confirmed())
                        .addOffsetDateTime(Times.atOrNull(step.dueAt())))
                .compose(rows -> {
                    int seq = rows.iterator().next().getInteger(0);
                    JsonObject detail = more.copy().put("step", seq).put("text", step.text());
                    if (step.confirmed() != null) {
                        detail.put("confirmed", step.confirmed());
                    }
                    if (step.dueAt() != null) {
                        detail.put("dueAt", step.dueAt().toString());
                    }
                    return audit.append(
                                    transaction,
                                    AuditEntry.byUser(
                                            by.orgId(),
                                            by.userId(),
                                            step.kind().action,
                                            "quality_finding",
                                            findingId,
                                            detail))
                            .map(seq);
                });
    }
}
