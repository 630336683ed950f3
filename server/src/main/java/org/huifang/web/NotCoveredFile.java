package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.huifang.planning.Coverage;
import org.jspecify.annotations.Nullable;

/** Every customer who was not covered, as CSV: read and sent page by page, so that no number of them fills the memory. */
final class NotCoveredFile {
    private static final int PAGE = 1_000;

    private final Coverage coverage;
    private final Request request;
    private final @Nullable YearMonth month;
    private final HttpServerResponse response;

    NotCoveredFile(Coverage coverage, Request request, @Nullable YearMonth month) {
        this.coverage = coverage;
        this.request = request;
        this.month = month;
        this.response = request.http().response();
    }

    Future<Reply> send() {
        return page(null, null)
                .compose(first -> {
                    response.setChunked(true)
                            .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                            .putHeader("Content-Disposition", "attachment; filename=\"not-covered.csv\"")
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                    return response.write("\uFEFFdate,ref,name,occasion,why,callback\r\n")
                            .compose(begun -> write(first));
                })
                .compose(written -> response.end())
                .map(done -> Reply.STREAMED);
    }

    private Future<List<Coverage.Missing>> page(@Nullable LocalDate afterDate, @Nullable UUID afterId) {
        return coverage.missing(
                request.who().orgId(), request.id(), month, request.query("why"), afterDate, afterId, PAGE);
    }

    private Future<Void> write(List<Coverage.Missing> found) {
        var text = new StringBuilder();
        found.forEach(one -> text.append(one.date())
                .append(',')
                .append(SafeCell.of(one.ref()))
                .append(',')
                .append(SafeCell.of(one.name()))
                .append(',')
                .append(SafeCell.of(one.occasion()))
                .append(',')
                .append(one.why())
                .append(',')
                .append(one.callbackId() == null ? "" : one.callbackId())
                .append("\r\n"));
        return response.write(text.toString()).compose(written -> {
            if (found.size() < PAGE) {
                return Future.succeededFuture();
            }
            Coverage.Missing last = found.get(found.size() - 1);
            return page(last.date(), last.id()).compose(this::write);
        });
    }
}
