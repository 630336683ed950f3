package org.huifang.archive;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.access.SecondPerson;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Asking for an archive of a month, and cancelling one. */
public final class Archives {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String COUNT = """
        SELECT count(*) AS recordings, coalesce(sum(size_bytes) FILTER (WHERE key_id IS NOT NULL), 0)::bigint AS bytes,
          count(*) FILTER (WHERE key_id IS NULL) AS without_sound
        FROM recording WHERE org_id = $1 AND claimed_at >= $2::timestamptz - interval '1 day' AND claimed_at < $3
          AND coalesce(ended_at, started_at) >= $2 AND coalesce(ended_at, started_at) < $3
        """;

    private final Database database;
    private final SecondPerson second;
    private final ArchiveMatter matter;
    private final @Nullable ArchiveFolder folder;
    private final WorkerExecutor files;
    private final Audit audit;
    private final Clock clock;
    private final Runnable wake;

    Archives(
            Database database,
            SecondPerson second,
            ArchiveMatter matter,
            @Nullable ArchiveFolder folder,
            WorkerExecutor files,
            Audit audit,
            Clock clock,
            Runnable wake) {
        this.database = database;
        this.second = second;
        this.matter = matter;
        this.folder = folder;
        this.files = files;
        this.audit = audit;
        this.clock = clock;
        this.wake = wake;
    }

    /**
     * @param month as {@code 2026-10}; over in the unit's zone
     * @param volumeBytes at least 64 KiB
     * @param wholeNumbers customers' numbers whole, not masked
     * @param recipientKey OpenPGP public key; null: everybody can read the volumes
     */
    public record Proposal(
            String month,
            long volumeBytes,
            boolean wholeNumbers,
            @Nullable String recipientKey,
            String reason) {}

    /**
     * What an archive of a month would hold.
     *
     * @param freeBytes that may be used in the folder; null: this server has none
     */
    public record Preview(
            String month,
            String zone,
            long recordings,
            long withoutSound,
            long bytes,
            @Nullable Long freeBytes) {}

    /** Counts; makes nothing. */
    public Future<Preview> preview(SignedIn by, String month) {
        return database.transaction(
                        transaction -> span(transaction, by, month).compose(span -> count(transaction, by, span)))
                .compose(count -> free().map(count::with));
    }

    /** Asks a second person; nothing is made before. */
    public Future<UUID> propose(SignedIn by, Proposal given) {
        UUID id = Ids.next();
        Recipient recipient;
        try {
            recipient = given.recipientKey() == null || given.recipientKey().isBlank()
                    ? null
                    : Recipient.read(given.recipientKey(), clock.instant());
        } catch (Recipient.UnusableKeyException e) {
            return Future.failedFuture(Refusal.invalid("recipientKey", null, Remedy.NO_PUBLIC_KEY.with(e.why())));
        }
        ArchiveFolder target = folder;
        if (target == null) {
            return Future.failedFuture(Refusal.conflict("archive", null, Remedy.NO_ARCHIVE_FOLDER.with()));
        }
        return free().compose(free -> database.<UUID>transaction(transaction -> span(transaction, by, given.month())
                        .compose(span -> count(transaction, by, span)
                                .compose(count -> possible(span, count, free == null ? 0 : free))
                                .compose(count -> insert(transaction, by, id, given, span, count, recipient, target))
                                .compose(count -> ask(transaction, by, id, given, count, recipient)))
                        .map(id)))
                .recover(e -> Future.failedFuture(
                        e instanceof PgException refused && UNIQUE_VIOLATION.equals(refused.getSqlState())
                                ? Refusal.conflict("month", given.month(), Remedy.ARCHIVE_WAITS.with())
                                : e));
    }

    /** Ends one that was not finished: what is half made is removed, finished volumes stay. */
    public Future<Void> cancel(SignedIn by, UUID id, String reason) {
        return database.transaction(transaction -> transaction
                        .preparedQuery(
                                "UPDATE archive SET state = 'CANCELLED', ended_at = $3, ended_by = $4, problem = NULL,"
                                        + " in_volume = 0 WHERE id = $1 AND org_id = $2 AND state IN ('PROPOSED',"
                                        + " 'RUNNING')")
                        .execute(Tuple.of(id, by.orgId(), Times.at(clock.instant()), by.userId()))
                        .compose(updated -> updated.rowCount() == 0
                                ? Future.failedFuture(Refusal.conflict("id", id, Remedy.ARCHIVE_ENDED.with()))
                                : audit.append(
                                        transaction,
                                        AuditEntry.byUser(
                                                by.orgId(),
                                                by.userId(),
                                                "archive.cancel",
                                                "archive",
                                                id,
                                                new JsonObject().put("reason", reason)))))
                .onSuccess(done -> wake.run());
    }

    private record Counted(Span span, long recordings, long withoutSound, long bytes) {
        Preview with(@Nullable Long free) {
            return new Preview(span.month().toString(), span.zone().getId(), recordings, withoutSound, bytes, free);
        }
    }

    private record Span(YearMonth month, ZoneId zone) {
        java.time.Instant from() {
            return month.atDay(1).atStartOfDay(zone).toInstant();
        }

        java.time.Instant to() {
            return month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
        }
    }

    private static Future<Span> span(SqlConnection transaction, SignedIn by, String month) {
        YearMonth wanted;
        try {
            wanted = YearMonth.parse(month);
        } catch (DateTimeException e) {
            return Future.failedFuture(Refusal.invalid("month", month, Remedy.MONTH.with()));
        }
        return transaction
                .preparedQuery("SELECT zone FROM org_unit WHERE id = $1")
                .execute(Tuple.of(by.orgId()))
                .map(rows -> new Span(wanted, ZoneId.of(rows.iterator().next().getString(0))));
    }

    private static Future<Counted> count(SqlConnection transaction, SignedIn by, Span span) {
        return transaction
                .preparedQuery(COUNT)
                .execute(Tuple.of(by.orgId(), Times.at(span.from()), Times.at(span.to())))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Counted(
                            span, row.getLong("recordings"), row.getLong("without_sound"), row.getLong("bytes"));
                });
    }

    private Future<Counted> possible(Span span, Counted count, long free) {
        if (span.to().isAfter(clock.instant())) {
            return Future.failedFuture(Refusal.invalid("month", span.month(), Remedy.ARCHIVE_MONTH_OPEN.with()));
        }
        if (count.recordings() == 0) {
            return Future.failedFuture(Refusal.invalid("month", span.month(), Remedy.MONTH_EMPTY.with()));
        }
        return count.bytes() > free
                ? Future.failedFuture(Refusal.conflict(
                        "archive", null, Remedy.ARCHIVE_NO_SPACE.with(count.bytes() >> 20, Math.max(0, free) >> 20)))
                : Future.succeededFuture(count);
    }

    private Future<@Nullable Long> free() {
        ArchiveFolder target = folder;
        return target == null
                ? Future.succeededFuture(null)
                : files.<@Nullable Long>executeBlocking(() -> target.free() - target.minFreeBytes(), false)
                        .recover(e -> e instanceof IOException
                                ? Future.failedFuture(
                                        Refusal.conflict("archive", null, Remedy.NO_ARCHIVE_FOLDER.with()))
                                : Future.failedFuture(e));
    }

    private Future<Counted> insert(
            SqlConnection transaction,
            SignedIn by,
            UUID id,
            Proposal given,
            Span span,
            Counted count,
            @Nullable Recipient recipient,
            ArchiveFolder target) {
        return transaction
                .preparedQuery("INSERT INTO archive (id, org_id, month, zone, from_at, to_at, numbers, volume_bytes,"
                        + " recipient_key, recipient, reason, recordings, bytes, node, proposed_by, proposed_at,"
                        + " state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
                        + " 'PROPOSED')")
                .execute(Tuple.of(
                                id,
                                by.orgId(),
                                span.month().atDay(1),
                                span.zone().getId(),
                                Times.at(span.from()))
                        .addOffsetDateTime(Times.at(span.to()))
                        .addString(given.wholeNumbers() ? "WHOLE" : "MASKED")
                        .addLong(given.volumeBytes())
                        .addString(recipient == null ? null : given.recipientKey())
                        .addString(recipient == null ? null : recipient.fingerprint())
                        .addString(given.reason())
                        .addLong(count.recordings())
                        .addLong(count.bytes())
                        .addString(target.node())
                        .addUUID(by.userId())
                        .addOffsetDateTime(Times.at(clock.instant())))
                .map(count);
    }

    private Future<Void> ask(
            SqlConnection transaction,
            SignedIn by,
            UUID id,
            Proposal given,
            Counted count,
            @Nullable Recipient recipient) {
        var shown = new JsonObject()
                .put("title", count.span().month().toString())
                .put("recordings", count.recordings())
                .put("wholeNumbers", given.wholeNumbers())
                .put("recipient", recipient == null ? null : recipient.fingerprint());
        return second.ask(transaction, by, by.orgId(), matter, id, given.reason(), shown)
                .compose(asked -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                by.orgId(),
                                by.userId(),
                                "archive.propose",
                                "archive",
                                id,
                                shown.copy()
                                        .put("volumeBytes", given.volumeBytes())
                                        .put("reason", given.reason()))));
    }
}
