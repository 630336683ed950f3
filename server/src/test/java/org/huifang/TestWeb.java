package org.huifang;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.identity.PasswordWorker;
import org.huifang.identity.Sessions;
import org.huifang.web.HealthCheck;
import org.huifang.web.Routes;
import org.huifang.web.WebRoom;

/** The HTTP servers on free ports, with the routes of some rooms. */
public final class TestWeb {
    private static final ServerConfig.Http FREE = new ServerConfig.Http("127.0.0.1", 0);

    private TestWeb() {}

    public static WebRoom start(Vertx vertx, Database database, Clock clock, Routes... routes) {
        var web = on(
                vertx,
                new Sessions(database, new PasswordWorker(vertx), new Audit(clock), clock),
                List.of(routes),
                List.of());
        TestOffice.await(web.start());
        return web;
    }

    static WebRoom on(Vertx vertx, Sessions sessions, List<Routes> routes, List<HealthCheck> checks) {
        return new WebRoom(
                vertx, FREE, FREE, sessions, routes, checks, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }
}
