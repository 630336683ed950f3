package org.huifang.web;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.huifang.quality.Calibrations;
import org.huifang.quality.QualityRoom;
import org.huifang.quality.Scores;

/** Scores of recordings, their release to the agents, and calibration of two auditors (R77, R78). */
public final class ScoreRoutes implements Routes {
    private final QualityRoom room;
    private final Idempotency idempotency;

    public ScoreRoutes(QualityRoom room, Database database, NumberKeys keys, Clock clock) {
        this.room = room;
        this.idempotency = new Idempotency(database, keys, clock);
    }

    @Override
    public void mount(Api api) {
        api.on("listScores", this::list);
        api.on("listRecordingScores", this::ofRecording);
        api.on("scoreRecording", this::score);
        api.on("releaseScore", this::release);
        api.on(
                "listAuditors",
                request -> room.auditors().list(request.who().orgId()).map(Reply::items));
        api.on(
                "listCalibrations",
                request -> room.calibrationRegister()
                        .list(request.who(), request.place(), request.limit() + 1)
                        .map(found -> Cursor.page(request, found, last -> new Place(last.madeAt(), last.id()))));
        api.on("makeCalibration", this::makeCalibration);
        api.on(
                "getCalibration",
                request -> room.calibrationRegister()
                        .one(request.who(), request.id())
                        .map(Reply::ok));
        api.on("scoreCalibration", this::calibrate);
        api.on("getAgreement", this::agreement);
    }

    private Future<Reply> list(Request request) {
        String agent = request.query("agentId");
        return room.scoreRegister()
                .list(
                        request.who(),
                        agent == null ? null : UUID.fromString(agent),
                        request.place(),
                        request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.submittedAt(), last.id())));
    }

    /** An agent's own released scores need no right to hear: they are about the agent. */
    private Future<Reply> ofRecording(Request request) {
        SignedIn who = request.who();
        UUID recording = request.id("attemptId");
        boolean reads = who.has(Role.COMPLIANCE) || who.has(Role.RECORDS_MANAGER) || who.has(Role.SUPERVISOR);
        Future<?> allowed = reads ? room.hearing().rightTo(who, recording) : Future.succeededFuture();
        return allowed.compose(may -> room.scoreRegister().ofRecording(who, recording))
                .map(Reply::items);
    }

    private Future<Reply> score(Request request) {
        var given = request.body(Scores.Submission.class);
        UUID recording = request.id("attemptId");
        return room.hearing()
                .rightTo(request.who(), recording)
                .compose(right -> idempotency.once(
                        request,
                        connection -> room.scores()
                                .submit(connection, request.who(), right, recording, given)
                                .map(done -> new Reply(201, done))))
                .onSuccess(scored -> CrashPoint.reached("score-committed"));
    }

    private Future<Reply> release(Request request) {
        return room.releases()
                .one(request.who(), request.id())
                .compose(released -> released == 1
                        ? Future.succeededFuture(Reply.DONE)
                        : Future.failedFuture(Refusal.conflict("id", request.id(), Remedy.NOTHING_TO_RELEASE.with())));
    }

    private Future<Reply> makeCalibration(Request request) {
        var asked = request.body(Calibrations.Asked.class);
        return room.hearing()
                .rightTo(request.who(), asked.recordingId())
                .compose(right -> idempotency.once(
                        request,
                        connection -> room.calibrations()
                                .make(connection, request.who(), right, asked)
                                .map(Reply::made)))
                .onSuccess(made -> CrashPoint.reached("calibration-committed"));
    }

    private Future<Reply> calibrate(Request request) {
        var given = request.body(Calibrations.Submission.class);
        return room.calibrations()
                .right(request.who(), request.id())
                .compose(right -> idempotency.once(
                        request,
                        connection -> room.calibrations()
                                .submit(connection, request.who(), right, request.id(), given)
                                .map(Reply::made)))
                .onSuccess(scored -> CrashPoint.reached("blind-committed"));
    }

    private Future<Reply> agreement(Request request) {
        OffsetDateTime from = OffsetDateTime.parse(given(request, "from"));
        OffsetDateTime until = OffsetDateTime.parse(given(request, "until"));
        return room.calibrationRegister()
                .agreement(request.who().orgId(), from.toInstant(), until.toInstant())
                .map(Reply::items);
    }

    private static String given(Request request, String name) {
        String value = request.query(name);
        if (value == null) {
            throw Refusal.invalid(name, null, Remedy.IS_MISSING.with());
        }
        return value;
    }
}
