package org.huifang.web;

import org.huifang.archive.ArchiveRoom;
import org.huifang.archive.Archives;
import org.huifang.db.Place;
import org.jspecify.annotations.Nullable;

/** Monthly archives for external media (R65). */
public final class ArchiveRoutes implements Routes {
    private final ArchiveRoom room;

    public ArchiveRoutes(ArchiveRoom room) {
        this.room = room;
    }

    record Proposal(
            String month,
            int volumeMb,
            boolean wholeNumbers,
            @Nullable String recipientKey,
            String reason) {
        Archives.Proposal inBytes() {
            return new Archives.Proposal(month, (long) volumeMb << 20, wholeNumbers, recipientKey, reason);
        }
    }

    @Override
    public void mount(Api api) {
        api.on(
                "listArchives",
                request -> room.list()
                        .list(request.who().orgId(), request.place(), request.limit() + 1)
                        .map(found -> Cursor.page(request, found, last -> new Place(last.proposedAt(), last.id()))));
        api.on(
                "previewArchive",
                request -> room.archives()
                        .preview(request.who(), String.valueOf(request.query("month")))
                        .map(Reply::ok));
        api.on(
                "proposeArchive",
                request -> room.archives()
                        .propose(request.who(), request.body(Proposal.class).inBytes())
                        .map(Reply::made));
        api.on(
                "cancelArchive",
                request -> room.archives()
                        .cancel(request.who(), request.id(), request.reason())
                        .map(Reply.DONE));
        api.on(
                "listArchiveVolumes",
                request ->
                        room.list().volumes(request.who().orgId(), request.id()).map(Reply::items));
    }
}
