package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/**
 * The list of violations month by month (R77, R78): sums by agent, kind and unit, and closing. A month that is over is closed
 * once, with the SHA-256 of its list; nothing gets into it afterwards, and each reading computes the digest anew.
 */
public final class ViolationMonths {
    private static final String CLOSED = """
            SELECT m.*, p.display_name FROM violation_month m JOIN app_user p ON p.id = m.closed_by
            WHERE m.org_id = $1 AND m.month = $2
            """;

    private final Database database;
    private final ViolationEntries entries;
    private final ListWorker worker;
    private final Audit audit;
    private final Clock clock;
    private final Consumer<String> crashPoint;

    ViolationMonths(
            Database database,
            ViolationEntries entries,
            ListWorker worker,
            Audit audit,
            Clock clock,
            Consumer<String> crashPoint) {
        this.database = database;
        this.entries = entries;
        this.worker = worker;
        this.audit = audit;
        this.clock = clock;
        this.crashPoint = crashPoint;
    }

    /**
     * @param digest SHA-256 of the list as a CSV file, in hexadecimal digits
     * @param agrees the list that is stored still has this digest
     */
    public record Closing(Instant at, String by, String remark, int entries, String digest, boolean agrees) {}

    /**
     * @param month as 2026-11
     * @param over it may be closed
     * @param closing null: it is open
     */
    public record Month(
            String month, boolean over, @Nullable Closing closing, ViolationSums.Sums sums) {}

    /** A list with what is needed to write it. */
    record Table(YearMonth month, ZoneId zone, List<ViolationEntry> entries) {}

    /** @param month null: the present one */
    public Future<Month> get(UUID orgId, @Nullable YearMonth month) {
        return database.pool()
                .withConnection(connection -> zone(connection, orgId).compose(zone -> {
                    YearMonth asked = month == null ? present(zone) : month;
                    return closing(connection, orgId, asked.atDay(1))
                            .compose(closing -> ViolationSums.of(connection, orgId, asked.atDay(1))
                                    .map(sums ->
                                            new Month(asked.toString(), asked.isBefore(present(zone)), closing, sums)));
                }));
    }

    /** Lines in the order in which they were made. */
    public Future<List<ViolationEntry>> entries(UUID orgId, YearMonth month, @Nullable Place after, int limit) {
        return entries.page(orgId, month.atDay(1), after, limit);
    }

    /** Closes a month for ever. */
    public Future<Void> close(SignedIn by, YearMonth month, String remark) {
        UUID orgId = by.orgId();
        return database.transaction(transaction -> transaction
                .preparedQuery("SELECT 1 FROM violation_month_lock($1)")
                .execute(Tuple.of(orgId))
                .compose(locked -> table(transaction, orgId, month))
                .compose(table -> {
                    if (!month.isBefore(present(table.zone()))) {
                        return Future.failedFuture(Refusal.conflict(
                                "month",
                                month,
                                Remedy.MONTH_NOT_OVER.with(month.plusMonths(1).atDay(1))));
                    }
                    return worker.run(() -> ViolationTable.digest(table.entries(), table.zone()))
                            .compose(digest -> insert(transaction, by, table, digest, remark)
                                    .compose(made -> audit.append(
                                            transaction,
                                            AuditEntry.byUser(
                                                    orgId,
                                                    by.userId(),
                                                    "violations.close",
                                                    "violation_month",
                                                    month,
                                                    new JsonObject()
                                                            .put(
                                                                    "entries",
                                                                    table.entries()
                                                                            .size())
                                                            .put(
                                                                    "sha256",
                                                                    HexFormat.of()
                                                                            .formatHex(digest))
                                                            .put("remark", remark)))));
                })
                .map(done -> {
                    crashPoint.accept("violations-closed");
                    return done;
                }));
    }

    private Future<Void> insert(SqlConnection transaction, SignedIn by, Table table, byte[] digest, String remark) {
        return transaction
                .preparedQuery(
                        "INSERT INTO violation_month (org_id, month, entries, zone, digest, remark, closed_by, closed_at)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(
                                by.orgId(),
                                table.month().atDay(1),
                                table.entries().size())
                        .addString(table.zone().getId())
                        .addBuffer(Buffer.buffer(digest))
                        .addString(remark)
                        .addUUID(by.userId())
                        .addOffsetDateTime(Times.at(clock.instant())))
                .compose(made -> made.rowCount() == 0
                        ? Future.failedFuture(Refusal.conflict("month", table.month(), Remedy.MONTH_CLOSED.with()))
                        : Future.succeededFuture());
    }

    /** The list as it is; a closed one in the zone in which it was closed. */
    Future<Table> table(SqlConnection connection, UUID orgId, YearMonth month) {
        return connection
                .preparedQuery(
                        "SELECT coalesce((SELECT m.zone FROM violation_month m WHERE m.org_id = u.id AND m.month = $2),"
                                + " u.zone) FROM org_unit u WHERE u.id = $1")
                .execute(Tuple.of(orgId, month.atDay(1)))
                .compose(rows -> ViolationEntries.all(connection, orgId, month.atDay(1))
                        .map(found -> new Table(
                                month, ZoneId.of(rows.iterator().next().getString(0)), found)));
    }

    private Future<@Nullable Closing> closing(SqlConnection connection, UUID orgId, LocalDate month) {
        return connection.preparedQuery(CLOSED).execute(Tuple.of(orgId, month)).compose(rows -> {
            if (rows.rowCount() == 0) {
                return Future.succeededFuture((@Nullable Closing) null);
            }
            Row row = rows.iterator().next();
            byte[] digest = row.getBuffer("digest").getBytes();
            return table(connection, orgId, YearMonth.from(month))
                    .compose(table -> worker.run(() -> ViolationTable.digest(table.entries(), table.zone())))
                    .map(now -> new Closing(
                            Times.instant(row, "closed_at"),
                            row.getString("display_name"),
                            row.getString("remark"),
                            row.getInteger("entries"),
                            HexFormat.of().formatHex(digest),
                            MessageDigest.isEqual(now, digest)));
        });
    }

    private static Future<ZoneId> zone(SqlConnection connection, UUID orgId) {
        return connection
                .preparedQuery("SELECT zone FROM org_unit WHERE id = $1")
                .execute(Tuple.of(orgId))
                .map(rows -> ZoneId.of(rows.iterator().next().getString(0)));
    }

    private YearMonth present(ZoneId zone) {
        return YearMonth.from(clock.instant().atZone(zone));
    }
}
