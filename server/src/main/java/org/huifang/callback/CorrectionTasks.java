package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.customer.PhoneNumber;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Customers' records that a person has to put right (R38, R39). */
public final class CorrectionTasks {
    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public CorrectionTasks(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param number at that place now, masked unless the reader may see it; null: it was removed */
    public record Task(
            UUID id,
            UUID customerId,
            String customerRef,
            String customerName,
            UUID callbackId,
            int position,
            @Nullable String number,
            boolean marked,
            String kind,
            String note,
            Instant createdAt,
            @Nullable Instant doneAt,
            @Nullable String doneBy) {}

    /**
     * Oldest first while they are open, newest first when done.
     *
     * @param customerId null: of all customers
     */
    public Future<List<Task>> list(
            UUID orgId,
            boolean open,
            @Nullable UUID customerId,
            @Nullable Instant afterAt,
            @Nullable UUID afterId,
            int limit,
            boolean seesNumbers) {
        String order = open
                ? " AND t.done_at IS NULL AND ($3::timestamptz IS NULL OR (t.created_at, t.id) > ($3, $4))"
                        + " ORDER BY t.created_at, t.id"
                : " AND t.done_at IS NOT NULL AND ($3::timestamptz IS NULL OR (t.created_at, t.id) < ($3, $4))"
                        + " ORDER BY t.created_at DESC, t.id DESC";
        return database.pool()
                .preparedQuery("SELECT t.*, u.external_ref, u.name, p.e164, p.wrong_since, w.display_name"
                        + " FROM correction t JOIN customer u ON u.id = t.customer_id"
                        + " LEFT JOIN customer_phone p ON p.customer_id = t.customer_id AND p.position = t.position"
                        + " LEFT JOIN app_user w ON w.id = t.done_by"
                        + " WHERE t.org_id = $1 AND ($2::uuid IS NULL OR t.customer_id = $2)" + order + " LIMIT $5")
                .execute(Tuple.of(orgId, customerId)
                        .addValue(Times.atOrNull(afterAt))
                        .addUUID(afterId)
                        .addInteger(limit))
                .map(rows -> {
                    var tasks = new ArrayList<Task>();
                    rows.forEach(row -> tasks.add(read(row, seesNumbers)));
                    return tasks;
                });
    }

    /**
     * Closes a task.
     *
     * @param numberIsRight the number was right after all: its mark goes, and it may be dialled again
     * @throws Refusal (as failure) when there is no such task, or it is done
     */
    public Future<Void> done(UUID orgId, UUID userId, UUID id, boolean numberIsRight, String reason) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "SELECT customer_id, position, done_at FROM correction WHERE org_id = $1 AND id = $2 FOR UPDATE")
                .execute(Tuple.of(orgId, id))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Row task = rows.iterator().next();
                    if (task.getValue("done_at") != null) {
                        return Future.failedFuture(Refusal.conflict("id", id, Remedy.CORRECTION_DONE.with()));
                    }
                    UUID customer = task.getUUID("customer_id");
                    return transaction
                            .preparedQuery("UPDATE correction SET done_at = $2, done_by = $3 WHERE id = $1")
                            .execute(Tuple.of(id, Times.at(clock.instant()), userId))
                            .compose(closed -> numberIsRight
                                    ? transaction
                                            .preparedQuery("UPDATE customer_phone SET wrong_since = NULL"
                                                    + " WHERE customer_id = $1 AND position = $2")
                                            .execute(Tuple.of(customer, task.getShort("position")))
                                    : Future.succeededFuture())
                            .onSuccess(done -> CrashPoint.reached("correction-closed"))
                            .compose(done -> audit.append(
                                    transaction,
                                    AuditEntry.byUser(
                                            orgId,
                                            userId,
                                            "correction.done",
                                            "customer",
                                            customer,
                                            new JsonObject()
                                                    .put("correction", id.toString())
                                                    .put("numberIsRight", numberIsRight)
                                                    .put("reason", reason))));
                }));
    }

    private static Task read(Row row, boolean seesNumbers) {
        String number = row.getString("e164");
        return new Task(
                row.getUUID("id"),
                row.getUUID("customer_id"),
                row.getString("external_ref"),
                row.getString("name"),
                row.getUUID("callback_id"),
                row.getShort("position"),
                number == null || seesNumbers ? number : PhoneNumber.masked(number),
                row.getValue("wrong_since") != null,
                row.getString("kind"),
                row.getString("note"),
                Times.instant(row, "created_at"),
                Times.instantOrNull(row, "done_at"),
                row.getString("display_name"));
    }
}
