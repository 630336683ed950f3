package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/** Streams a request's body to a file that only this server reads, as fast as the disk takes it. */
final class Upload {
    private final Vertx vertx;
    private final long limit;
    private long received;

    /** @param limit bytes */
    Upload(Vertx vertx, long limit) {
        this.vertx = vertx;
        this.limit = limit;
    }

    record Received(Path file, long bytes) {}

    /** The request is paused; it is taken from here on. A file that is not whole is deleted. */
    Future<Received> take(HttpServerRequest request) {
        @Nullable String length = request.getHeader("Content-Length");
        if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > limit) {
            request.resume();
            return Future.failedFuture(tooLarge());
        }
        return vertx.fileSystem()
                .createTempFile("huifang-upload", ".csv")
                .map(Path::of)
                .compose(file -> vertx.fileSystem()
                        .open(file.toString(), new OpenOptions().setWrite(true))
                        .compose(open -> copy(request, open)
                                .eventually(() -> open.close())
                                .map(done -> new Received(file, received)))
                        .recover(failure -> vertx.fileSystem()
                                .delete(file.toString())
                                .transform(gone -> Future.failedFuture(failure))));
    }

    private Future<Void> copy(HttpServerRequest request, AsyncFile file) {
        Promise<Void> copied = Promise.promise();
        request.handler(chunk -> write(request, file, chunk, copied));
        request.endHandler(end -> copied.tryComplete());
        request.exceptionHandler(
                failure -> copied.tryFail(Refusal.of(Refusal.Kind.INVALID, Remedy.UPLOAD_BROKE_OFF.with())));
        request.resume();
        return copied.future();
    }

    private void write(HttpServerRequest request, AsyncFile file, Buffer chunk, Promise<Void> copied) {
        received += chunk.length();
        if (received > limit) {
            copied.tryFail(tooLarge());
        } else if (!copied.future().isComplete()) {
            file.write(chunk).onFailure(copied::tryFail);
            if (file.writeQueueFull()) {
                request.pause();
                file.drainHandler(drained -> request.resume());
            }
        }
    }

    private Refusal tooLarge() {
        return Refusal.of(Refusal.Kind.TOO_LARGE, Remedy.FILE_TOO_LARGE.with(limit >> 20));
    }
}
