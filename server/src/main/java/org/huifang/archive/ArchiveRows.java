package org.huifang.archive;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.customer.PhoneNumber;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** What is stored of archives under way: a server that was killed goes on by it. */
final class ArchiveRows {
    /** Recordings that are read, and entered in the audit log, at a time. */
    static final int PAGE = 100;

    private static final String NEXT = """
            SELECT a.*, o.name AS unit FROM archive a JOIN org_unit o ON o.id = a.org_id
            WHERE a.state = 'RUNNING' AND a.node = $1 AND a.id <> ALL ($2) ORDER BY a.started_at LIMIT 1
            """;
    /** A call lasts less than a day: what ended in the month was claimed in it or the day before. */
    private static final String CALLS = """
            SELECT r.id, r.claimed_at, r.callback_id, r.state, r.started_at, r.ended_at, r.duration_ms, r.format, r.size_bytes,
              r.sha256_sound, r.outcome, r.held, c.code AS campaign_code, c.name AS campaign, a.code AS agent_code, a.name AS agent,
              u.external_ref AS customer, p.e164
            FROM recording r LEFT JOIN campaign c ON c.id = r.campaign_id LEFT JOIN agent a ON a.id = r.agent_id
            LEFT JOIN customer u ON u.id = r.customer_id
            LEFT JOIN LATERAL (SELECT e164 FROM customer_phone n
                               WHERE n.customer_id = r.customer_id AND n.number_key = r.number_key ORDER BY position LIMIT 1) p ON true
            WHERE r.org_id = $1 AND r.claimed_at >= $2::timestamptz - interval '1 day' AND r.claimed_at < $3
              AND (r.claimed_at, r.id) > ($4, $5)
              AND coalesce(r.ended_at, r.started_at) >= $2 AND coalesce(r.ended_at, r.started_at) < $3
            ORDER BY r.claimed_at, r.id LIMIT $6
            """;

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final String node;

    ArchiveRows(Database database, Audit audit, Clock clock, String node) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
    }

    /** Where a list goes on; claimed_at and id of a recording. */
    record Place(Instant at, UUID id) {
        static final Place FIRST = new Place(Instant.EPOCH, new UUID(0, 0));
    }

    /** A volume that the ledger knows. */
    record Noted(int number, String name, boolean done, byte[] sha256, boolean last, Place upto) {}

    /** What a volume holds. */
    record Filled(long recordings, long withoutSound, long bytes, byte[] sha256, boolean last, Place upto) {}

    /** @param but archives that wait now; the next one need not wait for them */
    Future<@Nullable ArchiveJob> next(Collection<UUID> but) {
        return database.pool()
                .preparedQuery(NEXT)
                .execute(Tuple.of(node).addArrayOfUUID(but.toArray(UUID[]::new)))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new ArchiveJob(
                            row.getUUID("id"),
                            row.getUUID("org_id"),
                            row.getString("unit"),
                            YearMonth.from(row.getLocalDate("month")),
                            ZoneId.of(row.getString("zone")),
                            Times.instant(row, "from_at"),
                            Times.instant(row, "to_at"),
                            row.getString("numbers").equals("WHOLE"),
                            row.getLong("volume_bytes"),
                            row.getLong("bytes"),
                            row.getString("recipient_key"),
                            row.getString("reason"),
                            row.getUUID("proposed_by"));
                });
    }

    Future<Boolean> stillRunning(UUID archive) {
        return database.pool()
                .preparedQuery("SELECT 1 FROM archive WHERE id = $1 AND state = 'RUNNING'")
                .execute(Tuple.of(archive))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The newest volume; null: there is none yet. */
    Future<@Nullable Noted> newestVolume(UUID archive) {
        return database.pool()
                .preparedQuery("SELECT * FROM archive_volume WHERE archive_id = $1 ORDER BY number DESC LIMIT 1")
                .execute(Tuple.of(archive))
                .map(rows -> rows.rowCount() == 0 ? null : noted(rows.iterator().next()));
    }

    /** Where the volume before this one ended. */
    Future<Place> before(UUID archive, int number) {
        return database.pool()
                .preparedQuery("SELECT * FROM archive_volume WHERE archive_id = $1 AND number = $2")
                .execute(Tuple.of(archive, number - 1))
                .map(rows -> rows.rowCount() == 0
                        ? Place.FIRST
                        : noted(rows.iterator().next()).upto());
    }

    private static Noted noted(Row row) {
        return new Noted(
                row.getInteger("number"),
                row.getString("name"),
                row.getString("state").equals("DONE"),
                row.getBuffer("sha256").getBytes(),
                row.getBoolean("is_last"),
                new Place(Times.instant(row, "upto_at"), row.getUUID("upto_id")));
    }

    /** Who asked for it, as this person is now; null: may not any more. */
    Future<@Nullable SignedIn> requester(ArchiveJob job) {
        return database.pool()
                .preparedQuery("SELECT login, display_name, roles, locale, org_id FROM app_user WHERE id = $1"
                        + " AND NOT disabled AND org_id = $2 AND 'RECORDS_MANAGER' = ANY (roles)")
                .execute(Tuple.of(job.requester(), job.orgId()))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    var roles = EnumSet.noneOf(Role.class);
                    for (String role : row.getArrayOfStrings("roles")) {
                        roles.add(Role.valueOf(role));
                    }
                    return new SignedIn(
                            job.requester(),
                            job.orgId(),
                            row.getString("login"),
                            row.getString("display_name"),
                            roles,
                            row.getString("locale"),
                            null);
                });
    }

    /** The next recordings behind a place, in the order in which they were claimed. */
    Future<List<ArchivedCall>> calls(ArchiveJob job, Place after) {
        return database.pool()
                .preparedQuery(CALLS)
                .execute(Tuple.of(
                        job.orgId(), Times.at(job.from()), Times.at(job.to()), Times.at(after.at()), after.id(), PAGE))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> call(row, job.wholeNumbers()))
                        .toList());
    }

    private static ArchivedCall call(Row row, boolean whole) {
        String number = row.getString("e164");
        var hash = row.getBuffer("sha256_sound");
        return new ArchivedCall(
                row.getUUID("id"),
                Times.instant(row, "claimed_at"),
                row.getUUID("callback_id"),
                row.getString("state"),
                Times.instant(row, "started_at"),
                Times.instantOrNull(row, "ended_at"),
                row.getLong("duration_ms"),
                row.getString("format"),
                row.getLong("size_bytes"),
                hash == null ? null : hash.getBytes(),
                row.getString("outcome"),
                row.getBoolean("held"),
                row.getString("campaign_code"),
                row.getString("campaign"),
                row.getString("agent_code"),
                row.getString("agent"),
                row.getString("customer"),
                number == null || whole ? number : PhoneNumber.masked(number));
    }

    /** Commits that copies of these sounds are made now, before any is. */
    Future<Void> noteCopies(ArchiveJob job, String volume, List<UUID> recordings, long inVolume) {
        return database.transaction(transaction -> {
            Future<Void> noted = Future.succeededFuture();
            for (UUID recording : recordings) {
                noted = noted.compose(done -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                job.orgId(),
                                job.requester(),
                                "archive.copy",
                                "recording",
                                recording,
                                new JsonObject()
                                        .put("archive", job.id().toString())
                                        .put("volume", volume))));
            }
            return noted.compose(done -> transaction
                            .preparedQuery("UPDATE archive SET in_volume = $2, problem = NULL WHERE id = $1")
                            .execute(Tuple.of(job.id(), inVolume)))
                    .mapEmpty();
        });
    }

    /** Enters a whole volume, which has no name yet, in the ledger; again where it had to be written anew. */
    Future<Void> noteVolume(ArchiveJob job, int number, Filled filled) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "INSERT INTO archive_volume (archive_id, number, name, state, recordings, without_sound, bytes, sha256,"
                                + " is_last, upto_at, upto_id, noted_at) VALUES ($1, $2, $3, 'NOTED', $4, $5, $6, $7, $8, $9, $10, $11)"
                                + " ON CONFLICT (archive_id, number) DO UPDATE SET recordings = $4, without_sound = $5, bytes = $6,"
                                + " sha256 = $7, is_last = $8, upto_at = $9, upto_id = $10, noted_at = $11"
                                + " WHERE archive_volume.state = 'NOTED'")
                .execute(Tuple.of(job.id(), number, job.volumeName(number), filled.recordings(), filled.withoutSound())
                        .addLong(filled.bytes())
                        .addBuffer(io.vertx.core.buffer.Buffer.buffer(filled.sha256()))
                        .addBoolean(filled.last())
                        .addOffsetDateTime(Times.at(filled.upto().at()))
                        .addUUID(filled.upto().id())
                        .addOffsetDateTime(Times.at(clock.instant())))
                .compose(done -> audit(
                        transaction,
                        job,
                        "archive.volume",
                        new JsonObject()
                                .put("volume", job.volumeName(number))
                                .put("number", number)
                                .put("last", filled.last())
                                .put("month", job.month().toString())
                                .put("recordings", filled.recordings())
                                .put("withoutSound", filled.withoutSound())
                                .put("bytes", filled.bytes())
                                .put("sha256Sums", Hashes.hex(filled.sha256())))));
    }

    /** The ledger's entry of a volume with these sums. */
    Future<UUID> volumeEntry(UUID archive, byte[] sums) {
        return database.pool()
                .preparedQuery("SELECT id FROM audit_entry WHERE subject_kind = 'archive' AND subject_id = $1"
                        + " AND action = 'archive.volume' AND detail ->> 'sha256Sums' = $2 ORDER BY at DESC LIMIT 1")
                .execute(Tuple.of(archive.toString(), Hashes.hex(sums)))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(new IllegalStateException("the ledger has no entry of this volume"))
                        : Future.succeededFuture(rows.iterator().next().getUUID(0)));
    }

    /** The volume has its name. */
    Future<Void> volumeDone(UUID archive, int number) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "UPDATE archive_volume SET state = 'DONE', made_at = $3 WHERE archive_id = $1 AND number = $2"
                                + " AND state = 'NOTED'")
                .execute(Tuple.of(archive, number, Times.at(clock.instant())))
                .compose(done -> transaction
                        .preparedQuery("UPDATE archive SET in_volume = 0, problem = NULL WHERE id = $1")
                        .execute(Tuple.of(archive)))
                .mapEmpty());
    }

    /** No volume is left to make. */
    Future<Void> finished(ArchiveJob job) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "UPDATE archive SET state = 'DONE', ended_at = $2, problem = NULL WHERE id = $1 AND state = 'RUNNING'")
                .execute(Tuple.of(job.id(), Times.at(clock.instant())))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.succeededFuture()
                        : audit(transaction, job, "archive.done", new JsonObject())));
    }

    /** @param problem a code, and after a colon what was said */
    Future<Void> waits(UUID archive, String problem) {
        return database.pool()
                .preparedQuery("UPDATE archive SET problem = $2 WHERE id = $1 AND state = 'RUNNING'")
                .execute(Tuple.of(archive, problem))
                .mapEmpty();
    }

    private Future<Void> audit(SqlConnection transaction, ArchiveJob job, String action, JsonObject detail) {
        return audit.append(transaction, AuditEntry.byNode(job.orgId(), node, action, "archive", job.id(), detail));
    }
}
