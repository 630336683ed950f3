package org.huifang.customer;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/**
 * Which ways of being reached a customer refuses (R42). A change locks the customer's row, and so does whoever is about to
 * use a way: what is refused is not used from the commit on. For calls the rows of the customer's numbers are that lock.
 */
public final class Consents {
    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public Consents(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** A way to the customer. */
    public enum Channel {
        CALL,
        SMS,
        EMAIL,
        LETTER,
        VISIT
    }

    /** Who told us: somebody in the office, the customer in a talk, or the customer in a reply. */
    public enum Source {
        PERSON,
        TALK,
        REPLY
    }

    public record Change(UUID orgId, UUID customerId, Channel channel, boolean refused, String reason, Source source) {}

    /** @param refusedAt null: allowed */
    public record View(
            String channel,
            @Nullable Instant refusedAt,
            @Nullable String reason,
            @Nullable String source,
            @Nullable Instant changedAt) {}

    /** Every channel, in one order. */
    public Future<List<View>> of(UUID orgId, UUID customerId) {
        return database.pool()
                .preparedQuery("SELECT w.channel, k.refused_at, k.reason, k.source, k.changed_at FROM customer u"
                        + " CROSS JOIN unnest($3::text[]) WITH ORDINALITY AS w (channel, nr)"
                        + " LEFT JOIN customer_consent k ON k.customer_id = u.id AND k.channel = w.channel"
                        + " WHERE u.org_id = $1 AND u.id = $2 ORDER BY w.nr")
                .execute(Tuple.of(orgId, customerId)
                        .addArrayOfString(java.util.Arrays.stream(Channel.values())
                                .map(Channel::name)
                                .toArray(String[]::new)))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", customerId));
                    }
                    var views = new ArrayList<View>();
                    rows.forEach(row -> views.add(new View(
                            row.getString("channel"),
                            Times.instantOrNull(row, "refused_at"),
                            row.getString("reason"),
                            row.getString("source"),
                            Times.instantOrNull(row, "changed_at"))));
                    return Future.succeededFuture(views);
                });
    }

    public Future<Void> set(Change change, UUID userId) {
        return database.transaction(connection -> set(connection, change, "user:" + userId));
    }

    /** @param actor as in the audit log */
    public Future<Void> set(SqlConnection transaction, Change change, String actor) {
        var now = Times.at(clock.instant());
        return transaction
                .preparedQuery("SELECT id FROM customer WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE")
                .execute(Tuple.of(change.orgId(), change.customerId()))
                .compose(found -> found.size() == 0
                        ? Future.failedFuture(Refusal.notFound("id", change.customerId()))
                        : transaction
                                .preparedQuery(
                                        "INSERT INTO customer_consent AS k (customer_id, channel, org_id, refused_at,"
                                                + " reason, source, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
                                                + " ON CONFLICT (customer_id, channel) DO UPDATE SET reason = excluded.reason,"
                                                + " source = excluded.source, changed_at = excluded.changed_at, refused_at ="
                                                + " CASE WHEN excluded.refused_at IS NULL THEN NULL"
                                                + " ELSE coalesce(k.refused_at, excluded.refused_at) END")
                                .execute(Tuple.of(
                                                change.customerId(),
                                                change.channel().name(),
                                                change.orgId())
                                        .addValue(change.refused() ? now : null)
                                        .addString(change.reason())
                                        .addString(change.source().name())
                                        .addValue(now)))
                .compose(stored -> change.channel() == Channel.CALL
                        ? CallRefusalMarks.renew(transaction, change.orgId(), new UUID[] {change.customerId()})
                        : Future.<Void>succeededFuture())
                .compose(marked -> audit.append(
                        transaction,
                        new AuditEntry(
                                change.orgId(),
                                actor,
                                change.refused() ? "customer.refuse" : "customer.allow",
                                "customer",
                                change.customerId().toString(),
                                new JsonObject()
                                        .put("channel", change.channel().name())
                                        .put("reason", change.reason())
                                        .put("source", change.source().name()))));
    }
}
