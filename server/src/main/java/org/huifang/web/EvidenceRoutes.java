package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.evidence.EvidenceRoom;
import org.jspecify.annotations.Nullable;

/** Evidence packages of a callback: ordered, listed, fetched. */
public final class EvidenceRoutes implements Routes {
    private static final int LONGEST_REASON = 500;

    private final EvidenceRoom room;

    public EvidenceRoutes(EvidenceRoom room) {
        this.room = room;
    }

    @Override
    public void mount(Api api) {
        api.on("orderEvidence", request -> order(request, request.reason()).map(Reply::made));
        api.on(
                "listEvidence",
                request -> room.register().of(request.who(), request.id()).map(Reply::items));
        api.on("fetchEvidence", this::fetch);
    }

    private Future<UUID> order(Request request, @Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            return Future.failedFuture(Refusal.invalid("reason", null, Remedy.IS_MISSING.with()));
        }
        if (reason.length() > LONGEST_REASON) {
            return Future.failedFuture(Refusal.invalid("reason", null, Remedy.TOO_LONG.with(LONGEST_REASON)));
        }
        return room.making().order(request.who(), request.id(), reason.strip());
    }

    private Future<Reply> fetch(Request request) {
        String ordered = request.query("package");
        var response = request.http().response();
        return (ordered == null
                        ? order(request, request.query("reason"))
                        : Future.succeededFuture(UUID.fromString(ordered)))
                .compose(id -> room.making().send(request.who(), request.id(), id, name -> {
                    // Named, so that the server does not compress what is packed.
                    response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
                    return ResponseStream.open(request.http().vertx(), response, "application/zip", name);
                }))
                .map(Reply.STREAMED)
                .recover(e -> {
                    if (!response.headWritten()) {
                        response.headers().remove(HttpHeaders.CONTENT_ENCODING);
                        response.headers().remove("Content-Disposition");
                        return Future.failedFuture(e);
                    }
                    // A cut connection tells whoever fetches that this is not the whole.
                    response.reset();
                    return Future.succeededFuture(Reply.STREAMED);
                });
    }
}
