package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.huifang.recording.MarkedCopy;
import org.huifang.recording.RecordingCatalog;
import org.huifang.recording.SoundMarker;
import org.huifang.recording.StoredSound;

/**
 * Copies that leave the store: the sealed file stays as it is, the copy says in its tags and its name who took it, when and
 * why. It is on file, with its own hash, before its first byte leaves.
 */
public final class Copies {
    private static final DateTimeFormatter IN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Database database;
    private final HearingRight hearing;
    private final RecordingCatalog catalog;
    private final SoundMarker marker;
    private final Audit audit;
    private final Clock clock;

    Copies(
            Database database,
            HearingRight hearing,
            RecordingCatalog catalog,
            SoundMarker marker,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.hearing = hearing;
        this.catalog = catalog;
        this.marker = marker;
        this.audit = audit;
        this.clock = clock;
    }

    /** A copy that is on file and may be sent; the receiver must close it. */
    public record Taken(String fileName, String mediaType, MarkedCopy copy) {}

    /** Fails with a {@link Refusal} without the right to copies or without sound; then nothing was written. */
    public Future<Taken> take(SignedIn who, UUID recordingId, String reason) {
        return hearing.copyRightTo(who, recordingId)
                .compose(right -> catalog.find(recordingId)
                        .compose(found -> found.filter(StoredSound::playable)
                                .map(sound -> make(who, right, sound, reason))
                                .orElseGet(() -> Future.failedFuture(found.map(sound -> Refusal.conflict(
                                                "attemptId", recordingId, Remedy.NO_SOUND.with(sound.state())))
                                        .orElseGet(() -> Refusal.notFound("attemptId", recordingId))))));
    }

    private Future<Taken> make(SignedIn who, HearingRight.Right right, StoredSound sound, String reason) {
        UUID id = Ids.next();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var format = java.util.Objects.requireNonNull(sound.format());
        String name = "%s-%s-%s.%s".formatted(sound.id(), who.login(), IN_NAME.format(now), format.container());
        return marker.copy(sound, tags(who, id, sound, now, reason))
                .compose(copy -> file(who, right, sound, id, now, name, reason, copy)
                        .map(filed -> new Taken(name, format.mediaType(), copy))
                        .onFailure(e -> copy.close()));
    }

    private static Map<String, String> tags(SignedIn who, UUID id, StoredSound sound, Instant now, String reason) {
        var tags = new LinkedHashMap<String, String>();
        tags.put("title", "Recording " + sound.id() + " of " + sound.startedAt());
        tags.put("comment", "Copy " + id + " for " + who.login() + " (" + who.userId() + ") at " + now + ": " + reason);
        tags.put("copyright", "Confidential. Copy " + id + "; whoever holds it without leave is asked to return it.");
        return tags;
    }

    private Future<Void> file(
            SignedIn who,
            HearingRight.Right right,
            StoredSound sound,
            UUID id,
            Instant now,
            String name,
            String reason,
            MarkedCopy copy) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "INSERT INTO recording_export (id, org_id, recording_id, user_id, request_id, reason, at, file_name,"
                                + " size_bytes, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
                .execute(Tuple.of(id, right.orgId(), sound.id(), who.userId(), right.grant(), reason)
                        .addOffsetDateTime(Times.at(now))
                        .addString(name)
                        .addLong(copy.length())
                        .addBuffer(Buffer.buffer(copy.sha256())))
                .compose(inserted -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                right.orgId(),
                                who.userId(),
                                "recording.export",
                                "recording",
                                sound.id(),
                                new JsonObject()
                                        .put("copy", id.toString())
                                        .put("sha256", HexFormat.of().formatHex(copy.sha256()))
                                        .put("sizeBytes", copy.length())
                                        .put("reason", reason)
                                        .put(
                                                "request",
                                                right.grant() == null
                                                        ? null
                                                        : right.grant().toString())))));
    }
}
