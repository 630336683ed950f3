package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.huifang.access.Matter;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;

/** Placing a legal hold, or lifting it. {@code recording.held} changes in the same transaction. */
final class HoldMatter implements Matter {
    /** Rows in their order, as everybody locks them; those that other holds keep stay held. */
    private static final String MARK = """
            WITH mine AS (
              SELECT r.claimed_at, r.id FROM hold_recording h
              JOIN recording r ON r.claimed_at = h.claimed_at AND r.id = h.recording_id
              WHERE h.hold_id = $1 AND r.state <> 'PURGED' ORDER BY r.claimed_at, r.id FOR UPDATE OF r)
            UPDATE recording r SET held = EXISTS (
              SELECT FROM hold_recording o JOIN legal_hold l ON l.id = o.hold_id
              WHERE o.recording_id = r.id AND (l.state = 'PLACED' AND l.id <> $1 OR l.id = $1 AND $2))
            FROM mine WHERE r.claimed_at = mine.claimed_at AND r.id = mine.id
            """;

    private final boolean lifts;
    private final Audit audit;
    private final Clock clock;

    HoldMatter(boolean lifts, Audit audit, Clock clock) {
        this.lifts = lifts;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return lifts ? "hold.lift" : "hold.place";
    }

    @Override
    public Future<List<String>> content(SqlConnection transaction, UUID subject) {
        return transaction
                .preparedQuery("SELECT title, reason, owner_id, lift_reason FROM legal_hold WHERE id = $1")
                .execute(Tuple.of(subject))
                .compose(hold -> transaction
                        .preparedQuery(
                                "SELECT recording_id FROM hold_recording WHERE hold_id = $1 ORDER BY recording_id")
                        .execute(Tuple.of(subject))
                        .map(recordings -> Matter.lines(hold.iterator().next(), recordings)));
    }

    @Override
    public Future<Void> approved(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return transaction
                .preparedQuery(
                        lifts
                                ? "UPDATE legal_hold SET state = 'LIFTED', lifted_at = $2 WHERE id = $1 AND state = 'PLACED'"
                                : "UPDATE legal_hold SET state = 'PLACED', placed_at = $2 WHERE id = $1 AND state = 'PROPOSED'")
                .execute(Tuple.of(subject, Times.at(clock.instant())))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.failedFuture(
                                org.huifang.Refusal.conflict("id", subject, org.huifang.Remedy.NOT_HELD.with()))
                        : transaction.preparedQuery(MARK).execute(Tuple.of(subject, !lifts)))
                .compose(marked -> transaction
                        .preparedQuery("UPDATE hold_recording SET store_agrees = false WHERE hold_id = $1")
                        .execute(Tuple.of(subject))
                        .compose(told -> note(transaction, by, subject, kind(), reason, marked.rowCount())));
    }

    @Override
    public Future<Void> refused(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        Future<?> row = lifts
                ? Future.succeededFuture()
                : transaction
                        .preparedQuery("UPDATE legal_hold SET state = 'REFUSED' WHERE id = $1 AND state = 'PROPOSED'")
                        .execute(Tuple.of(subject));
        return row.compose(
                updated -> note(transaction, by, subject, lifts ? "hold.refuse-to-lift" : "hold.refuse", reason, null));
    }

    private Future<Void> note(
            SqlConnection transaction,
            SignedIn by,
            UUID subject,
            String action,
            String reason,
            @org.jspecify.annotations.Nullable Integer recordings) {
        return audit.append(
                transaction,
                AuditEntry.byUser(
                        by.orgId(),
                        by.userId(),
                        action,
                        "legal_hold",
                        subject,
                        new JsonObject().put("reason", reason).put("recordings", recordings)));
    }
}
