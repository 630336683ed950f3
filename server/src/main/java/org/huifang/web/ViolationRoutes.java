package org.huifang.web;

import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.YearMonth;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Place;
import org.huifang.quality.RectificationRoom;
import org.huifang.quality.ViolationFiles;
import org.huifang.quality.ViolationMonths;
import org.huifang.search.ListFiles;

/** The monthly list of violations (R77, R78): read, closed, taken away as a file. */
public final class ViolationRoutes implements Routes {
    private final ViolationMonths months;
    private final ViolationFiles files;

    public ViolationRoutes(RectificationRoom room) {
        this.months = room.months();
        this.files = room.files();
    }

    record Remark(String remark) {}

    @Override
    public void mount(Api api) {
        api.on(
                "getViolationMonth",
                request -> months.get(
                                request.who().orgId(),
                                request.query("month") == null ? null : month(request.query("month")))
                        .map(Reply::ok));
        api.on("listViolations", this::entries);
        api.on(
                "closeViolationMonth",
                request -> months.close(
                                request.who(),
                                month(request.path("month")),
                                request.body(Remark.class).remark().strip())
                        .map(Reply.DONE));
        api.on("fetchViolationList", this::fetch);
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid("month", text, Remedy.MONTH.with());
        }
    }

    private Future<Reply> entries(Request request) {
        return months.entries(request.who().orgId(), month(request.path("month")), request.place(), request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.at(), last.id())));
    }

    private Future<Reply> fetch(Request request) {
        var response = request.http().response();
        YearMonth month = month(request.path("month"));
        return files.send(
                        request.who(),
                        month,
                        "XLSX".equals(request.query("format")) ? ListFiles.Format.XLSX : ListFiles.Format.CSV,
                        format -> ResponseStream.open(request.http().vertx(), response, format, "violations-" + month))
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
}
