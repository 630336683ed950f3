package org.huifang;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.identity.PasswordWorker;
import org.huifang.identity.Sessions;
import org.huifang.identity.Users;
import org.huifang.web.OfficeRoutes;
import org.huifang.web.Routes;

/** Wires the rooms that need no telephone: people, customers, campaigns, imports, reports, and their routes. */
final class OfficeWiring {
    static final List<Class<?>> ENTITIES = List.of();

    private final Vertx vertx;
    private final PasswordWorker passwords;
    private final Sessions sessions;
    private final List<Routes> routes = new ArrayList<>();
    private long housekeeping = -1;

    OfficeWiring(Vertx vertx, Database database, ServerConfig config, Clock clock) {
        this.vertx = vertx;
        var audit = new Audit(clock);
        this.passwords = new PasswordWorker(vertx);
        this.sessions = new Sessions(database, passwords, audit, clock);
        var users = new Users(database, passwords, audit, clock);
        routes.addAll(OfficeRoutes.of(sessions, users));
    }

    Sessions sessions() {
        return sessions;
    }

    List<Routes> routes() {
        return routes;
    }

    Future<Void> start() {
        return Future.succeededFuture();
    }

    Future<Void> stop() {
        vertx.cancelTimer(housekeeping);
        return passwords.close();
    }
}
