package org.huifang.evidence;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Every package that was ordered: by whom, why, what became of it; on file before its first byte leaves (R63, R64). */
public final class PackageRegister {
    /** One that has not gone on for so long was cut, by a crash or by whoever fetched it. */
    private static final Duration BROKEN_AFTER = Duration.ofMinutes(2);

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    PackageRegister(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public enum State {
        ORDERED,
        MAKING,
        SENDING,
        DONE,
        BROKEN
    }

    /**
     * @param manifest SHA-256 of its manifest, as the log names it; null: it was never made
     * @param sha256 of the ZIP; null: it was not sent to its end
     * @param failed in English, why it ended early; {@code failedCode} and its values: the same, for pages; null: it did not, or an
     *     earlier version noted it
     */
    public record Filed(
            UUID id,
            String by,
            String reason,
            Instant orderedAt,
            State state,
            long bytesSent,
            @Nullable Long bytesTotal,
            @Nullable String fileName,
            @Nullable String manifest,
            @Nullable String sha256,
            @Nullable String failed,
            @Nullable String failedCode,
            @Nullable Map<String, String> failedValues) {}

    /** One that somebody began to fetch. */
    record Order(UUID id, UUID orgId, UUID callback, String reason, Instant begunAt) {}

    Future<UUID> order(SignedIn who, UUID callback, String reason) {
        UUID id = Ids.next();
        return database.pool()
                .preparedQuery("INSERT INTO evidence_package (id, org_id, callback_id, user_id, reason, ordered_at)"
                        + " SELECT $1, org_id, id, $3, $4, $5 FROM callback WHERE id = $2 AND org_id = $6")
                .execute(Tuple.of(id, callback, who.userId(), reason, Times.at(clock.instant()), who.orgId()))
                .compose(inserted -> inserted.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", callback))
                        : Future.succeededFuture(id));
    }

    /** Newest first. */
    public Future<List<Filed>> of(SignedIn who, UUID callback) {
        return database.pool()
                .preparedQuery(
                        "SELECT e.*, u.display_name AS who FROM evidence_package e JOIN app_user u ON u.id = e.user_id"
                                + " WHERE e.callback_id = $1 AND e.org_id = $2 ORDER BY e.ordered_at DESC, e.id DESC LIMIT"
                                + " 200")
                .execute(Tuple.of(callback, who.orgId()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(this::filed)
                        .toList());
    }

    /** It is fetched once: whoever wants it again orders again, and stands in the log again. */
    Future<Order> begin(SignedIn who, UUID callback, UUID id) {
        return database.pool()
                .preparedQuery("UPDATE evidence_package SET begun_at = $4, progress_at = $4"
                        + " WHERE id = $1 AND callback_id = $2 AND user_id = $3 AND begun_at IS NULL RETURNING *")
                .execute(Tuple.of(id, callback, who.userId(), Times.at(clock.instant())))
                .compose(rows -> rows.rowCount() == 0
                        ? refused(who, callback, id)
                        : Future.succeededFuture(order(rows.iterator().next())));
    }

    private Future<Order> refused(SignedIn who, UUID callback, UUID id) {
        return database.pool()
                .preparedQuery("SELECT FROM evidence_package WHERE id = $1 AND callback_id = $2 AND user_id = $3")
                .execute(Tuple.of(id, callback, who.userId()))
                .compose(rows -> Future.failedFuture(
                        rows.size() == 0
                                ? Refusal.notFound("package", id)
                                : Refusal.conflict("package", id, Remedy.FETCHED_ALREADY.with())));
    }

    /** Commits that it is made and what it holds; from then on its bytes may leave. */
    Future<Void> made(SignedIn who, Order order, PackageContent content, List<TakenSound> taken, String fileName) {
        Instant now = clock.instant();
        return database.transaction(transaction -> transaction
                .preparedQuery("UPDATE evidence_package SET made_at = $2, progress_at = $2, manifest_sha256 = $3,"
                        + " bytes_total = $4, file_name = $5 WHERE id = $1")
                .execute(Tuple.of(
                        order.id(),
                        Times.at(now),
                        Buffer.buffer(HexFormat.of().parseHex(content.manifestHash())),
                        content.bytes(),
                        fileName))
                .compose(updated -> exports(transaction, who, order, taken, fileName, now))
                .compose(filed -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                order.orgId(),
                                who.userId(),
                                PackageFiles.MADE,
                                "callback",
                                order.callback(),
                                new JsonObject()
                                        .put("package", order.id().toString())
                                        .put("manifest", content.manifestHash())
                                        .put("recordings", taken.size())
                                        .put("reason", order.reason())))));
    }

    /** @param file its name in the package */
    record TakenSound(UUID recording, PackageFiles.Listed file) {}

    private Future<Void> exports(
            SqlConnection transaction,
            SignedIn who,
            Order order,
            List<TakenSound> taken,
            String fileName,
            Instant now) {
        Future<Void> filed = Future.succeededFuture();
        for (TakenSound one : taken) {
            UUID copy = Ids.next();
            filed = filed.compose(before -> transaction
                            .preparedQuery(
                                    "INSERT INTO recording_export (id, org_id, recording_id, user_id, reason, at,"
                                            + " file_name, size_bytes, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8,"
                                            + " $9)")
                            .execute(Tuple.of(copy, order.orgId(), one.recording(), who.userId(), order.reason())
                                    .addOffsetDateTime(Times.at(now))
                                    .addString(fileName)
                                    .addLong(one.file().sizeBytes())
                                    .addBuffer(Buffer.buffer(
                                            HexFormat.of().parseHex(one.file().sha256())))))
                    .compose(inserted -> audit.append(
                            transaction,
                            AuditEntry.byUser(
                                    order.orgId(),
                                    who.userId(),
                                    PackageFiles.TAKEN,
                                    "recording",
                                    one.recording(),
                                    new JsonObject()
                                            .put("package", order.id().toString())
                                            .put("copy", copy.toString())
                                            .put("sha256", one.file().sha256())
                                            .put("sizeBytes", one.file().sizeBytes())
                                            .put("reason", order.reason()))));
        }
        return filed;
    }

    /** Ids of the entries that {@link #made} wrote. */
    Future<List<UUID>> entriesOf(Order order, List<TakenSound> taken) {
        String[] recordings =
                taken.stream().map(one -> one.recording().toString()).toArray(String[]::new);
        return database.pool()
                .preparedQuery("SELECT id FROM audit_entry WHERE at >= $1 AND detail ->> 'package' = $2"
                        + " AND ((subject_kind = 'callback' AND subject_id = $3 AND action = 'evidence.make')"
                        + " OR (subject_kind = 'recording' AND subject_id = ANY ($4) AND action = 'recording.export'))")
                .execute(Tuple.of(
                                Times.at(order.begunAt()),
                                order.id().toString(),
                                order.callback().toString())
                        .addArrayOfString(recordings))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID(0))
                        .toList());
    }

    Future<Void> sent(UUID id, long bytes) {
        return database.pool()
                .preparedQuery("UPDATE evidence_package SET bytes_sent = $2, progress_at = $3 WHERE id = $1")
                .execute(Tuple.of(id, bytes, Times.at(clock.instant())))
                .mapEmpty();
    }

    /** @param sha256 of the whole ZIP; null: it broke off. @param failed null: all of it was sent */
    Future<Void> ended(UUID id, long bytes, byte @Nullable [] sha256, Remedy.@Nullable Said failed) {
        return database.pool()
                .preparedQuery(
                        "UPDATE evidence_package SET bytes_sent = $2, finished_at = $3, sha256 = $4, failed = $5,"
                                + " failed_code = $6, failed_values = $7 WHERE id = $1")
                .execute(Tuple.of(id, bytes, Times.at(clock.instant()))
                        .addBuffer(sha256 == null ? null : Buffer.buffer(sha256))
                        .addString(failed == null ? null : failed.text())
                        .addString(failed == null ? null : failed.code())
                        .addJsonObject(failed == null ? null : values(failed)))
                .mapEmpty();
    }

    private static JsonObject values(Remedy.Said said) {
        var json = new JsonObject();
        said.values().forEach(json::put);
        return json;
    }

    private static @Nullable Map<String, String> values(@Nullable JsonObject stored) {
        return stored == null
                ? null
                : stored.stream().collect(Collectors.toMap(Map.Entry::getKey, one -> String.valueOf(one.getValue())));
    }

    private static Order order(Row row) {
        return new Order(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getUUID("callback_id"),
                row.getString("reason"),
                Times.instant(row, "begun_at"));
    }

    private Filed filed(Row row) {
        return new Filed(
                row.getUUID("id"),
                row.getString("who"),
                row.getString("reason"),
                Times.instant(row, "ordered_at"),
                state(row),
                row.getLong("bytes_sent"),
                row.getLong("bytes_total"),
                row.getString("file_name"),
                hex(row, "manifest_sha256"),
                hex(row, "sha256"),
                row.getString("failed"),
                row.getString("failed_code"),
                values(row.getJsonObject("failed_values")));
    }

    private State state(Row row) {
        Instant went = Times.instantOrNull(row, "progress_at");
        if (row.getString("failed") != null) {
            return State.BROKEN;
        }
        if (row.getValue("finished_at") != null) {
            return State.DONE;
        }
        if (went == null) {
            return State.ORDERED;
        }
        if (went.plus(BROKEN_AFTER).isBefore(clock.instant())) {
            return State.BROKEN;
        }
        return row.getValue("made_at") == null ? State.MAKING : State.SENDING;
    }

    private static @Nullable String hex(Row row, String column) {
        Buffer value = row.getBuffer(column);
        return value == null ? null : HexFormat.of().formatHex(value.getBytes());
    }
}
