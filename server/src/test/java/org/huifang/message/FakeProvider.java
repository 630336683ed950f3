package org.huifang.message;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An SMS provider over HTTP that behaves as the test wants, and remembers what reached it. */
final class FakeProvider implements AutoCloseable {
    private final HttpServer server;
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private volatile Consumer<HttpServerRequest> behaviour = request -> ok(request, "ok");

    FakeProvider(Vertx vertx) {
        server = MessageLab.await(vertx.createHttpServer()
                .requestHandler(request -> {
                    if (request.path().equals("/send")) {
                        texts.add(request.getParam("text"));
                        ids.add(request.getParam("id"));
                    }
                    behaviour.accept(request);
                })
                .listen(0, "127.0.0.1"));
    }

    static void ok(HttpServerRequest request, String body) {
        request.response().end(body);
    }

    void behaves(Consumer<HttpServerRequest> how) {
        behaviour = how;
    }

    List<String> texts() {
        return texts;
    }

    List<String> ids() {
        return ids;
    }

    long count(String text) {
        return texts.stream().filter(text::equals).count();
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        MessageLab.await(server.close());
    }
}
