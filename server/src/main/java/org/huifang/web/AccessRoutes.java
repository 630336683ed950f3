package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.LocalDate;
import java.util.List;
import org.huifang.access.AccessRegister;
import org.huifang.access.AccessRequests;
import org.huifang.access.AccessRoom;
import org.huifang.access.Copies;
import org.huifang.db.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asking for recordings, deciding what waits for a second person, marked copies, and the register (R63, R64). */
public final class AccessRoutes implements Routes {
    private static final Logger log = LoggerFactory.getLogger(AccessRoutes.class);

    private final AccessRoom room;

    public AccessRoutes(AccessRoom room) {
        this.room = room;
    }

    record Decision(String content, String reason) {}

    record Handed(String handedOn, String recipient, String way) {}

    @Override
    public void mount(Api api) {
        api.on(
                "listAccessUnits",
                request -> room.requests().units(request.who()).map(Reply::items));
        api.on(
                "askForAccess",
                request -> room.requests()
                        .ask(request.who(), request.body(AccessRequests.Asked.class))
                        .map(Reply::made));
        api.on(
                "listOwnAccess",
                request ->
                        entries(request, room.register().own(request.who().userId(), request.place(), more(request))));
        api.on(
                "listAccess",
                request -> entries(
                        request, room.register().ofUnit(request.who().orgId(), request.place(), more(request))));
        api.on(
                "listAccessRecordings",
                request -> room.register()
                        .recordings(
                                request.id(),
                                request.who().orgId(),
                                request.who().userId())
                        .map(Reply::items));
        api.on(
                "revokeAccess",
                request -> room.requests()
                        .revoke(request.who(), request.id(), request.reason())
                        .map(Reply.DONE));
        api.on("fileHandover", this::handOver);
        api.on("listCopies", this::copies);
        api.on("listConsents", this::consents);
        api.on("approveConsent", request -> decide(request, true));
        api.on("refuseConsent", request -> decide(request, false));
        api.on("copyRecording", this::copy);
    }

    private static int more(Request request) {
        return request.limit() + 1;
    }

    private static Future<Reply> entries(Request request, Future<List<AccessRegister.Entry>> found) {
        return found.map(entries -> Cursor.page(request, entries, last -> new Place(last.askedAt(), last.id())));
    }

    private Future<Reply> handOver(Request request) {
        Handed given = request.body(Handed.class);
        return room.requests()
                .handOver(
                        request.who(),
                        request.id(),
                        new AccessRequests.Handover(LocalDate.parse(given.handedOn()), given.recipient(), given.way()))
                .map(Reply::made);
    }

    private Future<Reply> copies(Request request) {
        return room.register()
                .copies(request.who().orgId(), request.place(), more(request))
                .map(found -> Cursor.page(request, found, last -> new Place(last.at(), last.id())));
    }

    private Future<Reply> consents(Request request) {
        return room.consents()
                .list(
                        request.who().orgId(),
                        request.who().userId(),
                        "true".equals(request.query("open")),
                        request.place(),
                        more(request))
                .map(found -> Cursor.page(request, found, last -> new Place(last.requestedAt(), last.id())));
    }

    private Future<Reply> decide(Request request, boolean approve) {
        Decision given = request.body(Decision.class);
        return room.second()
                .decide(request.who(), request.id(), approve, given.content(), given.reason())
                .map(Reply.DONE);
    }

    private Future<Reply> copy(Request request) {
        return room.copies()
                .take(request.who(), request.id("attemptId"), request.reason())
                .compose(taken ->
                        send(request, taken).onComplete(sent -> taken.copy().close()))
                .map(Reply.STREAMED);
    }

    private static Future<Void> send(Request request, Copies.Taken taken) {
        var response = request.http().response();
        if (response.closed()) {
            return Future.succeededFuture();
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, taken.mediaType())
                .putHeader(
                        HttpHeaders.CONTENT_LENGTH, Long.toString(taken.copy().length()))
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-store")
                .putHeader("Content-Disposition", "attachment; filename=\"" + taken.fileName() + "\"");
        return taken.copy().sendTo(response).compose(sent -> response.end()).recover(e -> {
            log.info("copy ended early file={} cause={}", taken.fileName(), e.toString());
            response.reset();
            return Future.succeededFuture();
        });
    }
}
