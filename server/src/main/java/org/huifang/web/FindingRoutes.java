package org.huifang.web;

import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.recording.RecordingFindings;
import org.jspecify.annotations.Nullable;

/** What is wrong with recordings, for compliance and the records manager. */
public final class FindingRoutes implements Routes {
    private final RecordingFindings findings;

    public FindingRoutes(RecordingFindings findings) {
        this.findings = findings;
    }

    record Explanation(String explanation) {}

    private record Position(Instant foundAt, UUID id) {
        static @Nullable Position of(@Nullable String cursor) {
            if (cursor == null) {
                return null;
            }
            String[] parts = Cursor.text(cursor).split(" ", 2);
            try {
                return new Position(Instant.parse(parts[0]), UUID.fromString(parts[1]));
            } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw Refusal.invalid("cursor", null, "use the `next` of the page before");
            }
        }
    }

    @Override
    public void mount(Api api) {
        api.on("listRecordingFindings", this::list);
        api.on("explainRecordingFinding", this::explain);
    }

    private Future<Reply> list(Request request) {
        var after = Position.of(request.query("cursor"));
        return findings.list(
                        request.who().orgId(),
                        request.query("state"),
                        after == null ? null : after.foundAt(),
                        after == null ? null : after.id(),
                        request.limit() + 1)
                .map(found -> Cursor.page(found, request.limit(), last -> Cursor.of(last.foundAt() + " " + last.id())));
    }

    private Future<Reply> explain(Request request) {
        var who = request.who();
        return findings.explain(
                        who.orgId(),
                        who.userId(),
                        request.id(),
                        request.body(Explanation.class).explanation())
                .map(done -> Reply.DONE);
    }
}
