package org.huifang.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Health and metrics, on a port of their own that is not for browsers. */
final class Management {
    private static final long CHECK_LIMIT_MS = 3_000;

    private final Vertx vertx;
    private final List<HealthCheck> checks;
    private final PrometheusMeterRegistry metrics;
    private final WorkerExecutor worker;

    Management(Vertx vertx, List<HealthCheck> checks, PrometheusMeterRegistry metrics) {
        this.vertx = vertx;
        this.checks = List.copyOf(checks);
        this.metrics = metrics;
        this.worker = vertx.createSharedWorkerExecutor("metrics", 1);
    }

    private record Checked(String name, boolean ok, String problem) {}

    Future<HttpServer> listen(String host, int port) {
        return vertx.createHttpServer().requestHandler(this::answer).listen(port, host);
    }

    Future<Void> close() {
        return worker.close();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.method() != HttpMethod.GET) {
            response.setStatusCode(405).end();
            return;
        }
        switch (request.path()) {
            case "/health/live" -> json(response, 200, Map.of("live", true));
            case "/health", "/health/ready" -> health(response, request.path().equals("/health/ready"));
            case "/metrics" ->
                worker.executeBlocking(() -> metrics.scrape(), false)
                        .onSuccess(
                                text -> response.putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                                        .end(text))
                        .onFailure(failure -> response.setStatusCode(500).end());
            default -> response.setStatusCode(404).end();
        }
    }

    /** /health always answers 200 with the facts; /health/ready answers 503 while something is wrong. */
    private void health(HttpServerResponse response, boolean statusTells) {
        var under = checks.stream().map(this::run).toList();
        Future.all(new ArrayList<>(under)).onComplete(done -> {
            var results = under.stream().map(Future::result).toList();
            boolean ready = results.stream().allMatch(Checked::ok);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("live", true);
            body.put("ready", ready);
            body.put("checks", results);
            json(response, statusTells && !ready ? 503 : 200, body);
        });
    }

    private Future<Checked> run(HealthCheck check) {
        Future<String> problem;
        try {
            problem = check.problem().get();
        } catch (RuntimeException e) {
            problem = Future.failedFuture(e);
        }
        return problem.timeout(CHECK_LIMIT_MS, TimeUnit.MILLISECONDS)
                .map(text -> new Checked(check.name(), text.isEmpty(), text))
                .otherwise(failure -> new Checked(check.name(), false, String.valueOf(failure.getMessage())));
    }

    private static void json(HttpServerResponse response, int status, Object body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(Json.write(body));
    }
}
