package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.access.HearingRight;
import org.huifang.recording.DamagedRecordingException;
import org.huifang.recording.OpenSound;
import org.huifang.recording.RecordingCatalog;
import org.huifang.recording.SoundSource;
import org.huifang.recording.StoredSound;
import org.huifang.recording.Waveforms;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of a recording, its waveform, and its sound with seeking. */
public final class RecordingRoutes implements Routes {
    private static final Logger log = LoggerFactory.getLogger(RecordingRoutes.class);

    private final HearingRight hearing;
    private final RecordingCatalog catalog;
    private final SoundSource sounds;
    private final Waveforms waveforms;

    public RecordingRoutes(HearingRight hearing, RecordingCatalog catalog, SoundSource sounds, Waveforms waveforms) {
        this.hearing = hearing;
        this.catalog = catalog;
        this.sounds = sounds;
        this.waveforms = waveforms;
    }

    @Override
    public void mount(Api api) {
        api.on(
                "getRecording",
                request -> find(request)
                        .compose(sound -> catalog.pauses(sound.id()).map(pauses -> Reply.ok(Facts.of(sound, pauses)))));
        api.on(
                "getRecordingPeaks",
                request ->
                        playable(request).compose(waveforms::of).map(Reply::ok).recover(RecordingRoutes::refuse));
        api.on("playRecording", this::play);
        api.on("probeRecording", this::play);
    }

    record Facts(
            UUID attemptId,
            String state,
            Instant startedAt,
            @Nullable Long durationMs,
            @Nullable String format,
            @Nullable Long sizeBytes,
            @Nullable String problem,
            @Nullable Instant retainUntil,
            @Nullable Instant sealedAt,
            List<RecordingCatalog.Pause> pauses) {
        static Facts of(StoredSound sound, List<RecordingCatalog.Pause> pauses) {
            var format = sound.format();
            return new Facts(
                    sound.id(),
                    sound.state(),
                    sound.startedAt(),
                    sound.durationMs(),
                    format == null ? null : format.name(),
                    sound.sizeBytes(),
                    sound.problem(),
                    sound.retainUntil(),
                    sound.sealedAt(),
                    pauses);
        }
    }

    private Future<StoredSound> find(Request request) {
        UUID attempt = request.id("attemptId");
        // Looked up meanwhile; nobody sees it without the right.
        return allowed(request, attempt, catalog.find(attempt));
    }

    /** What was sought, for whom the right to it holds now. */
    private Future<StoredSound> allowed(Request request, UUID attempt, Future<Optional<StoredSound>> sought) {
        return hearing.rightTo(request.who(), attempt)
                .compose(right -> sought)
                .map(found -> found.orElseThrow(() -> Refusal.notFound("attemptId", attempt)));
    }

    private Future<StoredSound> playable(Request request) {
        return find(request).compose(RecordingRoutes::playable);
    }

    private static Future<StoredSound> playable(StoredSound sound) {
        return sound.playable()
                ? Future.succeededFuture(sound)
                : Future.failedFuture(Refusal.conflict("attemptId", sound.id(), Remedy.NO_SOUND.with(sound.state())));
    }

    /** The file is opened while the right is looked at; without it the file is closed again, and nothing was sent or noted. */
    private Future<Reply> play(Request request) {
        UUID attempt = request.id("attemptId");
        long from = ByteRange.begin(request.http().request().getHeader("Range"));
        var sought = catalog.find(attempt);
        var opened = sought.map(found -> found.orElseThrow(() -> Refusal.notFound("attemptId", attempt)))
                .compose(RecordingRoutes::playable)
                .compose(sound -> sounds.open(sound, from));
        return allowed(request, attempt, sought)
                .onFailure(refused -> opened.onSuccess(OpenSound::close))
                .compose(sound ->
                        opened.compose(open -> answer(request, sound, open).onComplete(done -> open.close())))
                .recover(RecordingRoutes::refuse);
    }

    private Future<Reply> answer(Request request, StoredSound sound, OpenSound open) {
        var asked = request.http().request();
        var response = asked.response();
        String etag = sound.etag();
        var range = ByteRange.of(asked.getHeader("Range"), asked.getHeader("If-Range"), etag, open.length());
        if (!range.satisfiable()) {
            response.setStatusCode(416)
                    .putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + open.length())
                    .end();
            return Future.succeededFuture(Reply.STREAMED);
        }
        if (asked.method() == HttpMethod.HEAD) {
            head(response, sound, range, open.length());
            response.end();
            return Future.succeededFuture(Reply.STREAMED);
        }
        return open.play(request.who().userId(), range.from(), range.to()).compose(part -> {
            if (response.closed()) {
                return Future.succeededFuture(Reply.STREAMED);
            }
            head(response, sound, range, open.length());
            return part.sendTo(response)
                    .compose(sent -> response.end())
                    .recover(e -> cut(response, sound, e))
                    .map(Reply.STREAMED);
        });
    }

    private static void head(HttpServerResponse response, StoredSound sound, ByteRange range, long length) {
        var format = sound.format();
        response.setStatusCode(range.partial() ? 206 : 200)
                .putHeader(HttpHeaders.CONTENT_TYPE, format == null ? "application/octet-stream" : format.mediaType())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.to() - range.from()))
                // Named, so that the server does not compress it: ranges count these very bytes.
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
                .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
                .putHeader(HttpHeaders.ETAG, sound.etag())
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
        if (range.partial()) {
            response.putHeader(
                    HttpHeaders.CONTENT_RANGE, "bytes " + range.from() + "-" + (range.to() - 1) + "/" + length);
        }
    }

    /** The head is out: a cut connection tells the listener that this is not the whole. */
    private static Future<Void> cut(HttpServerResponse response, StoredSound sound, Throwable cause) {
        log.info("play ended early attempt={} cause={}", sound.id(), cause.toString());
        response.reset();
        return Future.succeededFuture();
    }

    private static Future<Reply> refuse(Throwable cause) {
        return Future.failedFuture(
                cause instanceof DamagedRecordingException
                        ? Refusal.of(Refusal.Kind.UNAVAILABLE, Remedy.SOUND_DAMAGED.with())
                        : cause);
    }
}
