package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.huifang.CrashPoint;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.quality.QualityRoom;
import org.huifang.quality.SampleRule;
import org.huifang.quality.Scorecard;

/** Scorecards, and samples that are drawn, worked off and drawn again (R77). */
public final class SampleRoutes implements Routes {
    private final QualityRoom room;
    private final Idempotency idempotency;

    public SampleRoutes(QualityRoom room, Database database, NumberKeys keys, Clock clock) {
        this.room = room;
        this.idempotency = new Idempotency(database, keys, clock);
    }

    record NewScorecard(String nameZh, String nameEn, List<Scorecard.Item> items, String reason) {
        Scorecard.Draft draft() {
            return new Scorecard.Draft(nameZh, nameEn, items);
        }
    }

    record NextVersion(int basedOn, String nameZh, String nameEn, List<Scorecard.Item> items, String reason) {
        Scorecard.Draft draft() {
            return new Scorecard.Draft(nameZh, nameEn, items);
        }
    }

    @Override
    public void mount(Api api) {
        api.on(
                "listScorecards",
                request -> room.scorecards().list(request.who().orgId()).map(Reply::items));
        api.on("createScorecard", request -> {
            var given = request.body(NewScorecard.class);
            return room.scorecards()
                    .make(request.who(), given.draft(), given.reason())
                    .map(Reply::made);
        });
        api.on(
                "listScorecardVersions",
                request -> room.scorecards()
                        .versions(request.who().orgId(), request.id())
                        .map(Reply::items));
        api.on("publishScorecard", request -> {
            var given = request.body(NextVersion.class);
            return room.scorecards()
                    .publish(request.who(), request.id(), given.basedOn(), given.draft(), given.reason())
                    .map(version -> new Reply(201, Map.of("version", version)));
        });
        api.on(
                "retireScorecard",
                request -> room.scorecards()
                        .retire(request.who(), request.id(), request.reason())
                        .map(Reply.DONE));
        api.on(
                "previewSample",
                request -> room.samples()
                        .preview(request.who(), request.body(SampleRule.class))
                        .map(Reply::ok));
        api.on("drawSample", this::draw);
        api.on(
                "listSamples",
                request -> room.sampleRegister()
                        .list(request.who().orgId(), request.place(), request.limit() + 1)
                        .map(found -> Cursor.page(request, found, last -> new Place(last.drawnAt(), last.id()))));
        api.on(
                "getSample",
                request -> room.sampleRegister()
                        .one(request.who().orgId(), request.id())
                        .map(Reply::ok));
        api.on("listSampleItems", this::items);
        api.on(
                "repeatSample",
                request -> room.samples().repeat(request.who(), request.id()).map(Reply::ok));
        api.on("getSamplePopulation", this::population);
        api.on(
                "releaseSample",
                request -> room.releases()
                        .ofSample(request.who(), request.id())
                        .map(released -> Reply.ok(Map.of("released", released))));
    }

    private Future<Reply> draw(Request request) {
        var rule = request.body(SampleRule.class);
        return idempotency
                .once(
                        request,
                        connection -> room.samples()
                                .draw(connection, request.who(), rule)
                                .map(Reply::made))
                .onSuccess(drawn -> CrashPoint.reached("sample-committed"));
    }

    private Future<Reply> items(Request request) {
        String cursor = request.query("cursor");
        return room.sampleRegister()
                .items(
                        request.who().orgId(),
                        request.id(),
                        cursor == null ? 0 : position(Cursor.text(cursor)),
                        request.limit() + 1)
                .map(found ->
                        Cursor.page(found, request.limit(), last -> Cursor.of(Integer.toString(last.position()))));
    }

    private static int position(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Refusal.invalid("cursor", null, Remedy.NEXT_OF_PAGE.with());
        }
    }

    private Future<Reply> population(Request request) {
        return room.sampleRegister()
                .population(request.who().orgId(), request.id())
                .compose(lines -> request.http()
                        .response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=us-ascii")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-store")
                        .putHeader(
                                "Content-Disposition", "attachment; filename=\"population-" + request.id() + ".txt\"")
                        .end(lines))
                .map(Reply.STREAMED);
    }
}
