package org.huifang.web;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.huifang.search.ListFiles;

/** A response written by a worker's thread, which waits while whoever reads is slow. Closing it ends the response. */
final class ResponseStream extends OutputStream {
    private static final int PIECE = 64 * 1024;
    private static final long SLOWEST_SECONDS = 60;

    private final Context context;
    private final HttpServerResponse response;

    private ResponseStream(Context context, HttpServerResponse response) {
        this.context = context;
        this.response = response;
    }

    /** @param name of the file, without its ending */
    static OutputStream open(Vertx vertx, HttpServerResponse response, ListFiles.Format format, String name) {
        return format == ListFiles.Format.CSV
                ? open(vertx, response, "text/csv; charset=utf-8", name + ".csv")
                : open(
                        vertx,
                        response,
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        name + ".xlsx");
    }

    /** @param fileName in ASCII letters, as whoever fetches it will find it on the disk */
    static OutputStream open(Vertx vertx, HttpServerResponse response, String mediaType, String fileName) {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                .putHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return new BufferedOutputStream(new ResponseStream(vertx.getOrCreateContext(), response), PIECE);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (response.closed()) {
            throw new IOException("whoever fetched it went away");
        }
        Buffer piece = Buffer.buffer(length).appendBytes(bytes, offset, length);
        Promise<Void> written = Promise.promise();
        context.runOnContext(now -> response.write(piece).onComplete(written));
        await(written);
    }

    @Override
    public void close() throws IOException {
        Promise<Void> ended = Promise.promise();
        context.runOnContext(now -> response.end().onComplete(ended));
        await(ended);
    }

    private static void await(Promise<Void> promise) throws IOException {
        try {
            promise.future().toCompletionStage().toCompletableFuture().get(SLOWEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server stops");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("whoever fetched it went away", e);
        }
    }
}
