package org.huifang.db;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.stage.Stage;

/**
 * The two ways to the database: bare SQL on a pool for the hot paths, Hibernate Reactive sessions for the rest.
 * Both use our own Vert.x.
 */
public final class Database {
    private final Vertx vertx;
    private final Pool pool;
    private final Stage.SessionFactory sessions;

    /** @param entities all entity classes; the schema is migrated, never generated from them */
    public Database(Vertx vertx, DatabaseAddress address, int poolSize, List<Class<?>> entities) {
        this.vertx = vertx;
        var connect = new PgConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setDatabase(address.database())
                .setUser(address.user())
                .setPassword(address.password())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setReconnectAttempts(0)
                .setProperties(java.util.Map.of("application_name", "huifang", "TimeZone", "UTC"));
        this.pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(poolSize).setName("huifang"))
                .connectingTo(connect)
                .using(vertx)
                .build();
        this.sessions = HibernateSessions.open(vertx, address, entities);
    }

    public Pool pool() {
        return pool;
    }

    /** One transaction of bare SQL on one connection; rolled back when the work fails. */
    public <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
        return pool.withTransaction(work);
    }

    /** The same with as few ways to the database and back as can be; rolled back when the work fails before its commit. */
    public <T> Future<T> shortTransaction(Function<ShortTransaction, Future<T>> work) {
        return pool.withConnection(connection -> ShortTransaction.run(connection, work));
    }

    /**
     * One unit of work with entities, in a session and transaction of its own. Sessions are opened explicitly on a
     * duplicated context each, because concurrent {@code withTransaction} calls on one context share one session.
     */
    public <T> Future<T> session(Function<Stage.Session, java.util.concurrent.CompletionStage<T>> work) {
        return HibernateSessions.unitOfWork(vertx, sessions, work);
    }

    public Future<Void> close() {
        sessions.close();
        return pool.close();
    }
}
