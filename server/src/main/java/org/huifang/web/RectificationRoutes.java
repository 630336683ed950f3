package org.huifang.web;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.access.HearingRight;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.quality.NewFinding;
import org.huifang.quality.RectificationRoom;
import org.huifang.quality.ViolationKinds;

/** The catalogue of violations, findings and their rectification (R77), and flags on recordings. */
public final class RectificationRoutes implements Routes {
    private final RectificationRoom room;
    private final HearingRight hearing;
    private final Idempotency idempotency;

    public RectificationRoutes(
            RectificationRoom room, HearingRight hearing, Database database, NumberKeys keys, Clock clock) {
        this.room = room;
        this.hearing = hearing;
        this.idempotency = new Idempotency(database, keys, clock);
    }

    record Text(String text) {}

    record Reopened(String note, int workingDays) {}

    record Judged(boolean confirmed, String note) {}

    @Override
    public void mount(Api api) {
        var kinds = room.kinds();
        api.on(
                "listViolationKinds",
                request -> kinds.list(request.who().orgId()).map(Reply::items));
        api.on(
                "addViolationKind",
                request -> kinds.add(request.who(), request.body(ViolationKinds.Given.class))
                        .map(Reply::made));
        api.on(
                "addUsualViolationKinds",
                request -> kinds.addPresets(request.who()).map(Reply.DONE));
        api.on(
                "changeViolationKind",
                request -> kinds.change(request.who(), request.id(), request.body(ViolationKinds.Given.class))
                        .map(Reply.DONE));
        api.on("listFindings", this::list);
        api.on("openFinding", this::open);
        api.on(
                "getFindingFigures",
                request -> room.register().figures(request.who()).map(Reply::ok));
        api.on(
                "getFinding",
                request -> room.register().one(request.who(), request.id()).map(Reply::ok));
        steps(api);
        api.on(
                "listRecordingFlags",
                request -> heard(request).compose(room.flags()::list).map(Reply::items));
        api.on(
                "flagRecording",
                request -> own(request)
                        .compose(id -> room.flags()
                                .mark(request.who(), id, request.reason().strip()))
                        .map(Reply::made));
        api.on(
                "unflagRecording",
                request -> own(request)
                        .compose(id -> room.flags()
                                .takeOff(request.who(), id, request.reason().strip()))
                        .map(Reply.DONE));
    }

    private void steps(Api api) {
        var findings = room.findings();
        api.on(
                "answerFinding",
                request -> findings.answer(
                                request.who(),
                                request.id(),
                                request.body(Text.class).text().strip())
                        .map(Reply.DONE));
        api.on(
                "stateToFinding",
                request -> findings.state(
                                request.who(),
                                request.id(),
                                request.body(Text.class).text().strip())
                        .map(Reply.DONE));
        api.on(
                "withdrawFinding",
                request -> findings.withdraw(
                                request.who(),
                                request.id(),
                                request.body(Text.class).text().strip())
                        .map(Reply.DONE));
        api.on("reopenFinding", request -> {
            Reopened given = request.body(Reopened.class);
            return findings.reopen(request.who(), request.id(), given.note().strip(), given.workingDays())
                    .map(Reply.DONE);
        });
        api.on("closeFinding", request -> {
            Judged given = request.body(Judged.class);
            return findings.close(
                            request.who(),
                            request.id(),
                            given.confirmed(),
                            given.note().strip())
                    .map(Reply.DONE);
        });
        api.on("correctFinding", request -> {
            Judged given = request.body(Judged.class);
            return findings.correct(
                            request.who(),
                            request.id(),
                            given.confirmed(),
                            given.note().strip())
                    .map(Reply.DONE);
        });
    }

    private Future<Reply> list(Request request) {
        String attempt = request.query("attemptId");
        return room.register()
                .list(
                        request.who(),
                        request.query("which"),
                        attempt == null ? null : UUID.fromString(attempt),
                        request.place(),
                        request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.openedAt(), last.id())));
    }

    private Future<Reply> open(Request request) {
        NewFinding given = request.body(NewFinding.class);
        return idempotency.once(
                request,
                transaction ->
                        room.findings().open(transaction, request.who(), given).map(Reply::made));
    }

    /** The same, of the own unit: who was granted access to another's marks nothing there. */
    private Future<UUID> own(Request request) {
        UUID id = request.id("attemptId");
        return hearing.rightTo(request.who(), id)
                .compose(right -> right.orgId().equals(request.who().orgId())
                        ? Future.succeededFuture(id)
                        : Future.failedFuture(Refusal.notFound("attemptId", id)));
    }

    /** The recording's id, for whoever may hear it. */
    private Future<UUID> heard(Request request) {
        UUID id = request.id("attemptId");
        return hearing.rightTo(request.who(), id).map(right -> id);
    }
}
