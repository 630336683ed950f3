package org.huifang.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The small witness for another host: takes heads by POST, appends them to its book, never goes back, and answers with
 * its own time and signature. Whoever asks for the heads of a chain is given them. It knows no database and trusts nobody.
 */
public final class WitnessServer {
    private static final Logger log = LoggerFactory.getLogger(WitnessServer.class);
    private static final String KEY = "witness.key";
    private static final Pattern CHAIN = Pattern.compile("/heads/[0-9a-f]{64}");
    private static final int LARGEST_BODY = 16 * 1024;

    private final Vertx vertx;
    private final HeadLog book;
    private final SigningKey key;
    private final String bearer;
    private final Clock clock;
    /** One thread: the book has one writer. */
    private final WorkerExecutor worker;

    /**
     * @param folder for its key and its book
     * @param bearer who does not bring this is refused; empty: everybody may
     */
    public WitnessServer(Vertx vertx, Path folder, String bearer, Clock clock) throws IOException {
        SigningKey.createIn(folder, KEY);
        this.vertx = vertx;
        this.book = new HeadLog(folder);
        this.key = SigningKey.readFrom(folder, KEY);
        this.bearer = bearer;
        this.clock = clock;
        this.worker = vertx.createSharedWorkerExecutor("witness-" + folder, 1);
    }

    /** In base64, as {@code public_key} of the witness's settings. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(key.publicKey());
    }

    public Future<HttpServer> listen(String host, int port) {
        return vertx.createHttpServer().requestHandler(this::answer).listen(port, host);
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.method() == HttpMethod.GET && CHAIN.matcher(request.path()).matches()) {
            give(request.path().substring(request.path().lastIndexOf('/') + 1), response);
            return;
        }
        if (request.method() != HttpMethod.POST || !request.path().equals("/heads")) {
            response.setStatusCode(404).end();
            return;
        }
        if (!bearer.isEmpty() && !same("Bearer " + bearer, String.valueOf(request.getHeader("Authorization")))) {
            response.setStatusCode(401).end();
            return;
        }
        request.body().onComplete(read -> {
            if (read.failed() || read.result().length() > LARGEST_BODY) {
                response.setStatusCode(400).end();
                return;
            }
            worker.executeBlocking(() -> taken(read.result().toString()), false).onComplete(done -> {
                Answer answer = done.succeeded()
                        ? done.result()
                        : new Answer(
                                500,
                                new JsonObject()
                                        .put(
                                                "problem",
                                                String.valueOf(done.cause().getMessage())));
                response.setStatusCode(answer.status())
                        .putHeader("Content-Type", "application/json")
                        .end(answer.body().encode());
            });
        });
    }

    /** To everybody who asks: hashes and signatures, which say nothing of what is in the log. */
    private void give(String chain, HttpServerResponse response) {
        String file = book.file(chain).toString();
        vertx.fileSystem().exists(file).onComplete(there -> {
            if (there.failed() || !there.result()) {
                response.setStatusCode(404).end();
                return;
            }
            response.putHeader("Content-Type", "application/x-ndjson")
                    .sendFile(file)
                    .onFailure(e -> log.info("book not sent to its end cause={}", e.toString()));
        });
    }

    private record Answer(int status, JsonObject body) {}

    private Answer taken(String body) throws IOException {
        SignedHead head;
        try {
            head = SignedHead.read(new JsonObject(body));
        } catch (DecodeException | IllegalArgumentException e) {
            return new Answer(400, new JsonObject().put("problem", "this is no head"));
        }
        if (!head.isSigned()) {
            return new Answer(400, new JsonObject().put("problem", "the signature does not fit"));
        }
        try {
            var receipt = book.append(
                    head,
                    taken -> WitnessReceipt.sign(key, taken, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
            log.info("head taken chain={} seq={}", head.chain().substring(0, 8), head.seq());
            return new Answer(200, receipt == null ? new JsonObject() : receipt.toJson());
        } catch (HeadRefusedException e) {
            log.warn(
                    "head refused chain={} seq={} held={}",
                    head.chain().substring(0, 8),
                    head.seq(),
                    e.held().seq());
            return new Answer(409, new JsonObject().put("held", e.held().toJson()));
        }
    }

    private static boolean same(String wanted, String given) {
        return MessageDigest.isEqual(wanted.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
