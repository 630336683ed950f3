package org.huifang.web;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Place;
import org.huifang.retention.LegalHolds;
import org.huifang.retention.PurgeList;
import org.huifang.retention.Purges;
import org.huifang.retention.RetentionRoom;

/** Legal holds, what could be purged, and purges with their certificates (R65). */
public final class RetentionRoutes implements Routes {
    private final RetentionRoom room;

    public RetentionRoutes(RetentionRoom room) {
        this.room = room;
    }

    @Override
    public void mount(Api api) {
        api.on(
                "listHolds",
                request -> room.holds()
                        .list(request.who().orgId(), request.place(), request.limit() + 1)
                        .map(found -> Cursor.page(request, found, last -> new Place(last.proposedAt(), last.id()))));
        api.on(
                "proposeHold",
                request -> room.holds()
                        .propose(request.who(), request.body(LegalHolds.Proposal.class))
                        .map(Reply::made));
        api.on(
                "askToLiftHold",
                request -> room.holds()
                        .askToLift(request.who(), request.id(), request.reason())
                        .map(Reply.DONE));
        api.on("previewPurge", this::preview);
        api.on(
                "listPurges",
                request -> room.list()
                        .list(request.who().orgId(), request.place(), request.limit() + 1)
                        .map(found -> Cursor.page(request, found, last -> new Place(last.proposedAt(), last.id()))));
        api.on(
                "proposePurge",
                request -> room.purges()
                        .propose(request.who(), request.body(Purges.Proposal.class))
                        .map(Reply::made));
        api.on(
                "executePurge",
                request -> room.purges().execute(request.who(), request.id()).map(Reply.DONE));
        api.on("listPurgeItems", this::items);
    }

    private Future<Reply> preview(Request request) {
        String until = request.query("until");
        return room.list()
                .dryRun(request.who().orgId(), until == null ? null : Instant.parse(until), request.query("campaign"))
                .map(months -> Reply.ok(Map.of(
                        "items",
                        months,
                        "recordings",
                        months.stream().mapToLong(PurgeList.Month::recordings).sum(),
                        "bytes",
                        months.stream().mapToLong(PurgeList.Month::bytes).sum(),
                        "held",
                        months.stream().mapToLong(PurgeList.Month::held).sum(),
                        "most",
                        Purges.MOST)));
    }

    private Future<Reply> items(Request request) {
        String cursor = request.query("cursor");
        return room.list()
                .items(
                        request.who().orgId(),
                        request.id(),
                        cursor == null ? null : after(Cursor.text(cursor)),
                        request.limit() + 1)
                .map(found -> Cursor.page(
                        found,
                        request.limit(),
                        last -> Cursor.of(last.attemptId().toString())));
    }

    private static UUID after(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("cursor", null, Remedy.NEXT_OF_PAGE.with());
        }
    }
}
