package org.huifang.web;

import io.vertx.core.Future;
import org.huifang.db.Place;
import org.huifang.recording.RecordingFindings;

/** What is wrong with recordings, for compliance and the records manager. */
public final class FindingRoutes implements Routes {
    private final RecordingFindings findings;

    public FindingRoutes(RecordingFindings findings) {
        this.findings = findings;
    }

    record Explanation(String explanation) {}

    @Override
    public void mount(Api api) {
        api.on("listRecordingFindings", this::list);
        api.on("explainRecordingFinding", this::explain);
    }

    private Future<Reply> list(Request request) {
        var after = request.place();
        return findings.list(
                        request.who().orgId(),
                        request.query("state"),
                        after == null ? null : after.at(),
                        after == null ? null : after.id(),
                        request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.foundAt(), last.id())));
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
