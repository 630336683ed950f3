package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.access.HearingRight;
import org.huifang.identity.OrgUnits;
import org.huifang.search.FoundRecording;
import org.huifang.search.ListFiles;
import org.huifang.search.SearchRoom;
import org.jspecify.annotations.Nullable;

/** Recordings found, filters saved, lists fetched as files, and comments pinned. */
public final class SearchRoutes implements Routes {
    private static final int PRESET_LIMIT = 50;

    private final SearchRoom room;
    private final HearingRight hearing;
    private final OrgUnits units;

    public SearchRoutes(SearchRoom room, HearingRight hearing, OrgUnits units) {
        this.room = room;
        this.hearing = hearing;
        this.units = units;
    }

    record Search(
            Map<String, Object> filter,
            @Nullable String cursor,
            @Nullable Integer limit) {}

    record Counted(Map<String, Object> filter) {}

    record NewFilter(String name, Map<String, Object> filter) {}

    record NewList(Map<String, Object> filter, ListFiles.Format format) {}

    record NewComment(long atMs, String text) {}

    @Override
    public void mount(Api api) {
        api.on("searchRecordings", this::search);
        api.on(
                "countRecordings",
                request -> keyed(request, request.body(Counted.class).filter())
                        .compose(filter -> room.search().count(request.who().orgId(), filter))
                        .map(Reply::ok));
        api.on(
                "listRecordingFilters",
                request -> room.filters().list(request.who()).map(Reply::items));
        api.on("saveRecordingFilter", this::save);
        api.on(
                "forgetRecordingFilter",
                request -> room.filters().forget(request.who(), request.id()).map(Reply.DONE));
        api.on("exportRecordingList", this::export);
        api.on(
                "getRecordingList",
                request -> room.files().progress(request.who(), request.id()).map(Reply::ok));
        api.on("fetchRecordingList", this::fetch);
        api.on("getRecordedCall", this::call);
        api.on(
                "listRecordingComments",
                request ->
                        heard(request).compose(id -> room.comments().list(id)).map(Reply::items));
        api.on("commentRecording", this::comment);
        api.on(
                "takeBackRecordingComment",
                request -> heard(request)
                        .compose(id -> room.comments().takeBack(request.who(), id, request.id()))
                        .map(Reply.DONE));
    }

    private Future<JsonObject> keyed(Request request, Map<String, Object> filter) {
        return room.search().keyed(request.who().orgId(), new JsonObject(filter));
    }

    private Future<Reply> search(Request request) {
        Search asked = request.body(Search.class);
        int limit = asked.limit() == null ? PRESET_LIMIT : asked.limit();
        String cursor = asked.cursor();
        var after = cursor == null ? null : FoundRecording.Place.read(Cursor.text(cursor));
        return keyed(request, asked.filter())
                .compose(filter -> room.search()
                        .page(
                                request.who().orgId(),
                                filter,
                                after,
                                limit + 1,
                                request.who().seesNumbers()))
                .map(found ->
                        Cursor.page(found, limit, last -> Cursor.of(last.place().text())));
    }

    private Future<Reply> save(Request request) {
        NewFilter given = request.body(NewFilter.class);
        return room.filters()
                .save(request.who(), given.name(), new JsonObject(given.filter()))
                .map(Reply::made);
    }

    private Future<Reply> export(Request request) {
        NewList given = request.body(NewList.class);
        return keyed(request, given.filter())
                .compose(filter -> room.files().ask(request.who(), filter, given.format()))
                .map(Reply::made);
    }

    private Future<Reply> fetch(Request request) {
        var response = request.http().response();
        return units.get(request.who().orgId())
                .compose(unit -> room.sender()
                        .send(
                                request.who(),
                                request.id(),
                                unit.zone(),
                                format -> ResponseStream.open(request.http().vertx(), response, format, "recordings")))
                .map(Reply.STREAMED)
                .recover(e -> {
                    if (!response.headWritten()) {
                        return Future.failedFuture(e);
                    }
                    // A cut connection tells whoever fetches that this is not the whole.
                    response.reset();
                    return Future.succeededFuture(Reply.STREAMED);
                });
    }

    private Future<Reply> call(Request request) {
        return heard(request)
                .compose(id -> room.search()
                        .one(id, request.who().seesNumbers())
                        .map(found -> Reply.ok(found.orElseThrow(() -> Refusal.notFound("attemptId", id)))));
    }

    private Future<Reply> comment(Request request) {
        NewComment given = request.body(NewComment.class);
        return heard(request)
                .compose(id -> room.comments().pin(request.who(), id, given.atMs(), given.text()))
                .map(Reply::made);
    }

    /** The recording's id, for whoever may hear it. */
    private Future<UUID> heard(Request request) {
        UUID id = request.id("attemptId");
        return hearing.rightTo(request.who(), id).map(right -> id);
    }
}
