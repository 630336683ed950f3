package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.intake.Imports;
import org.huifang.report.LiveFeed;
import org.jspecify.annotations.Nullable;

/** CSV files in, and what became of them. */
final class ImportRoutes implements Routes {
    private static final long LARGEST_FILE = 200L << 20;

    private final Vertx vertx;
    private final Imports imports;
    private final LiveFeed<List<Imports.Import>> feed;
    private final EventStreams streams;

    ImportRoutes(Vertx vertx, Imports imports, LiveFeed<List<Imports.Import>> feed, EventStreams streams) {
        this.vertx = vertx;
        this.imports = imports;
        this.feed = feed;
        this.streams = streams;
    }

    @Override
    public void mount(Api api) {
        api.on("importCustomers", request -> take(request, "CUSTOMERS"));
        api.on("importCampaigns", request -> take(request, "CAMPAIGNS"));
        api.on("importCallbacks", request -> take(request, "CALLBACKS"));
        api.on("importEvents", request -> take(request, "EVENTS"));
        api.on("listImports", request -> imports.list(request.who().orgId()).map(Reply::items));
        api.on("streamImports", request -> streams.open(request, "imports", feed, () -> {}));
        api.on(
                "getImport",
                request -> imports.get(request.who().orgId(), request.id()).map(Reply::ok));
        api.on("listImportErrors", this::errors);
    }

    private Future<Reply> take(Request request, String kind) {
        @Nullable String type = request.http().request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("text/csv")) {
            request.http().request().resume();
            return Future.failedFuture(Refusal.invalid("Content-Type", type, Remedy.SEND_TYPE.with("text/csv")));
        }
        String fileName = String.valueOf(request.query("fileName"));
        return new Upload(vertx, LARGEST_FILE)
                .take(request.http().request())
                .compose(received -> imports.start(
                        request.who(), kind, fileName, received.file(), received.bytes(), request.query("charset")))
                .map(id -> new Reply(202, Map.of("id", id)));
    }

    private Future<Reply> errors(Request request) {
        boolean csv = "csv".equals(request.query("format"));
        @Nullable String after = request.query("after");
        int limit = csv ? 100_000 : request.limit();
        return imports.errors(request.who().orgId(), request.id(), after == null ? 0 : Long.parseLong(after), limit + 1)
                .compose(found -> csv ? file(request, found) : Future.succeededFuture(page(found, limit)));
    }

    private static Reply page(List<Imports.ImportError> found, int limit) {
        Map<String, Object> body = new LinkedHashMap<>();
        List<Imports.ImportError> items = found.size() > limit ? found.subList(0, limit) : found;
        body.put("items", items);
        if (found.size() > limit) {
            body.put("next", items.get(limit - 1).line());
        }
        return Reply.ok(body);
    }

    private static Future<Reply> file(Request request, List<Imports.ImportError> errors) {
        var text = new StringBuilder("\uFEFFline,field,reason\r\n");
        errors.forEach(error -> text.append(error.line())
                .append(',')
                .append(SafeCell.of(error.field()))
                .append(',')
                .append(SafeCell.of(error.reason()))
                .append("\r\n"));
        return request.http()
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .putHeader("Content-Disposition", "attachment; filename=\"import-errors.csv\"")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(text.toString())
                .map(done -> Reply.STREAMED);
    }
}
