package org.huifang.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.ArrayList;
import java.util.List;
import org.huifang.ServerConfig;
import org.huifang.identity.Sessions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two HTTP servers: the front for people and programs, and the management port. */
public final class WebRoom {
    private static final Logger log = LoggerFactory.getLogger(WebRoom.class);

    private final ServerConfig.Http frontAddress;
    private final ServerConfig.Http managementAddress;
    private final HttpFront front;
    private final Management management;
    private @Nullable HttpServer frontServer;
    private @Nullable HttpServer managementServer;

    /**
     * @param frontAddress where people and programs come; port 0: the system chooses
     * @param managementAddress where health and figures are asked for
     * @param features the routes of every room
     */
    public WebRoom(
            Vertx vertx,
            ServerConfig.Http frontAddress,
            ServerConfig.Http managementAddress,
            Sessions sessions,
            List<Routes> features,
            List<HealthCheck> checks,
            PrometheusMeterRegistry metrics) {
        this.frontAddress = frontAddress;
        this.managementAddress = managementAddress;
        var document = new ApiDocument();
        this.front = new HttpFront(vertx, document, new Authentication(document, sessions), List.copyOf(features));
        this.management = new Management(vertx, checks, metrics);
    }

    public Future<Void> start() {
        return management
                .listen(managementAddress.host(), managementAddress.port())
                .compose(server -> {
                    managementServer = server;
                    return front.listen(frontAddress.host(), frontAddress.port());
                })
                .map(server -> {
                    frontServer = server;
                    log.info(
                            "listening http={}:{} management={}:{}",
                            frontAddress.host(),
                            port(),
                            managementAddress.host(),
                            managementPort());
                    return null;
                });
    }

    /** The port that browsers use; the one chosen by the system when 0 was configured. */
    public int port() {
        return frontServer == null ? frontAddress.port() : frontServer.actualPort();
    }

    public int managementPort() {
        return managementServer == null ? managementAddress.port() : managementServer.actualPort();
    }

    public Future<Void> stop() {
        var closing = new ArrayList<Future<Void>>();
        if (frontServer != null) {
            closing.add(frontServer.close());
        }
        if (managementServer != null) {
            closing.add(managementServer.close());
        }
        closing.add(management.close());
        return Future.join(closing).mapEmpty();
    }
}
