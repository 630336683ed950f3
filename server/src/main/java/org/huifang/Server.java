package org.huifang;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.huifang.db.Database;
import org.huifang.db.Migration;
import org.huifang.web.HealthCheck;
import org.huifang.web.WebRoom;
import org.jspecify.annotations.Nullable;

/** The whole server, wired by constructor. */
public final class Server {
    private final ServerConfig config;
    private final Clock clock;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx;
    private @Nullable DatabaseStart databaseStart;
    private @Nullable Database database;
    private @Nullable OfficeWiring office;
    private @Nullable WebRoom web;

    public Server(ServerConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
                .withMetrics(new MicrometerMetricsFactory(metrics))
                .build();
    }

    /** Fails with one clear line where something that is needed is missing. */
    public Future<Void> start() {
        return vertx.<DatabaseStart>executeBlocking(() -> {
                    DatabaseStart opened = DatabaseStart.open(config.database(), clock);
                    Migration.check(opened.server());
                    return opened;
                })
                .compose(this::startOn);
    }

    private Future<Void> startOn(DatabaseStart opened) {
        databaseStart = opened;
        var pool = config.database().pool();
        var started = new Database(vertx, opened.server(), pool == null ? 12 : pool, OfficeWiring.ENTITIES);
        database = started;
        var wired = new OfficeWiring(vertx, started, config, clock);
        office = wired;
        var checks = new ArrayList<HealthCheck>(List.of(new HealthCheck(
                "database", () -> started.pool().query("SELECT 1").execute().map(""))));
        var room = new WebRoom(vertx, config, wired.sessions(), wired.routes(), checks, metrics);
        web = room;
        return wired.start().compose(ready -> room.start());
    }

    /** The port that browsers use. */
    public int port() {
        return web == null ? config.http().port() : web.port();
    }

    public int managementPort() {
        return web == null ? config.management().port() : web.managementPort();
    }

    public Future<Void> stop() {
        Future<Void> stopped = web == null ? Future.succeededFuture() : web.stop();
        return stopped.eventually(() -> office == null ? Future.succeededFuture() : office.stop())
                .eventually(() -> database == null ? Future.succeededFuture() : database.close())
                .eventually(() -> vertx.executeBlocking(() -> {
                    if (databaseStart != null) {
                        databaseStart.close();
                    }
                    return true;
                }))
                .eventually(() -> vertx.close());
    }
}
