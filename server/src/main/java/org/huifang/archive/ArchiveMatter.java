package org.huifang.archive;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.access.Matter;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** An archive of a month: consent is to the month, to whether numbers are whole, and to who can read it. */
final class ArchiveMatter implements Matter {
    private final Audit audit;
    private final Clock clock;
    private final Runnable begun;

    /** @param begun told after an archive was approved */
    ArchiveMatter(Audit audit, Clock clock, Runnable begun) {
        this.audit = audit;
        this.clock = clock;
        this.begun = begun;
    }

    @Override
    public String kind() {
        return "archive.make";
    }

    @Override
    public Future<List<String>> content(SqlConnection transaction, UUID subject) {
        return transaction
                .preparedQuery(
                        "SELECT org_id, month, zone, from_at, to_at, numbers, volume_bytes, recipient_key, recipient,"
                                + " reason, node FROM archive WHERE id = $1")
                .execute(Tuple.of(subject))
                .map(rows -> Matter.lines(rows.iterator().next()));
    }

    @Override
    public Future<Void> approved(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return decided(transaction, by, subject, "RUNNING", "archive.approve", reason)
                .onSuccess(done -> begun.run());
    }

    @Override
    public Future<Void> refused(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return decided(transaction, by, subject, "REFUSED", "archive.refuse", reason);
    }

    private Future<Void> decided(
            SqlConnection transaction,
            SignedIn by,
            UUID subject,
            String state,
            String action,
            @Nullable String reason) {
        return transaction
                .preparedQuery(
                        "UPDATE archive SET state = $2, started_at = CASE WHEN $2 = 'RUNNING' THEN $3::timestamptz END,"
                                + " ended_at = CASE WHEN $2 = 'REFUSED' THEN $3::timestamptz END WHERE id = $1 AND state = 'PROPOSED'")
                .execute(Tuple.of(subject, state, Times.at(clock.instant())))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.failedFuture(Refusal.conflict("id", subject, Remedy.ARCHIVE_ENDED.with()))
                        : audit.append(
                                transaction,
                                AuditEntry.byUser(
                                        by.orgId(),
                                        by.userId(),
                                        action,
                                        "archive",
                                        subject,
                                        new JsonObject().put("reason", reason))));
    }
}
