package org.huifang.db;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.reactive.stage.Stage;

/**
 * The two ways to the database: bare SQL on a pool for the hot paths, Hibernate Reactive sessions for the rest.
 * Both use our own Vert.x.
 */
public final class Database {
    /** Three claims under way, the writer of facts, a look ahead, the audit chain, and sealing. */
    private static final int KEYED_CONNECTIONS = 7;
    /** A list is on the screen before the next is asked for; each connection keeps plans for every month. */
    private static final int PAGE_CONNECTIONS = 4;

    /**
     * A plan made while a table was empty must not become a scan of it when it has grown. And planning is quick, because joins go
     * in the order in which they are written: it is done anew on every connection whenever autovacuum has been at a table.
     */
    private static final Map<String, String> KEYED_PLANS = Map.of(
            "plan_cache_mode", "force_generic_plan",
            "enable_seqscan", "off",
            "enable_bitmapscan", "off",
            "enable_sort", "off",
            "enable_hashjoin", "off",
            "enable_mergejoin", "off",
            "join_collapse_limit", "1",
            "from_collapse_limit", "1",
            "jit", "off");

    /**
     * Left to itself PostgreSQL takes a plan for any values to be dearer than one for these values, and makes one for each page,
     * which takes as long as to run it. And as above: what was made for the first calls of a month must not scan it at its end.
     */
    private static final Map<String, String> PAGE_PLANS =
            Map.of("plan_cache_mode", "force_generic_plan", "enable_seqscan", "off", "jit", "off");

    private final Vertx vertx;
    private final Pool pool;
    private final Pool keyed;
    private final Pool pages;
    private final Stage.SessionFactory sessions;

    /** @param entities all entity classes; the schema is migrated, never generated from them */
    public Database(Vertx vertx, DatabaseAddress address, int poolSize, List<Class<?>> entities) {
        this.vertx = vertx;
        // A plan over many months looks dear enough to be compiled, which takes longer than to run it.
        this.pool = pool(vertx, address, "huifang", poolSize, Map.of("jit", "off"));
        this.keyed = pool(vertx, address, "huifang-keyed", KEYED_CONNECTIONS, KEYED_PLANS);
        this.pages = pool(vertx, address, "huifang-pages", PAGE_CONNECTIONS, PAGE_PLANS);
        this.sessions = HibernateSessions.open(vertx, address, entities);
    }

    /** Connections as another role than the server's; the receiver closes them. */
    public static Pool poolOf(Vertx vertx, DatabaseAddress address, String name, int size) {
        return pool(vertx, address, name, size, Map.of());
    }

    private static Pool pool(
            Vertx vertx, DatabaseAddress address, String name, int size, Map<String, String> settings) {
        var properties = new HashMap<>(Map.of("application_name", name, "TimeZone", "UTC"));
        properties.putAll(settings);
        var connect = new PgConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setDatabase(address.database())
                .setUser(address.user())
                .setPassword(address.password())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                // The preset leaves out statements of 2,048 letters and more: the longest are the ones most often
                // executed.
                .setPreparedStatementCacheSqlFilter(sql -> true)
                .setReconnectAttempts(0)
                .setProperties(properties);
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(size).setName(name))
                .connectingTo(connect)
                .using(vertx)
                .build();
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
        return keyed.withConnection(connection -> ShortTransaction.run(connection, work));
    }

    /** One transaction of statements by keys, as {@link #keyed} plans them; rolled back when the work fails. */
    public <T> Future<T> keyedTransaction(Function<SqlConnection, Future<T>> work) {
        return keyed.withTransaction(work);
    }

    /** For single statements that find few rows by keys; planned once, by index, whatever the tables' statistics say. */
    public Pool keyed() {
        return keyed;
    }

    /** For pages of large tables that an index holds in their order; planned once for each shape of question. */
    public Pool pages() {
        return pages;
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
        return keyed.close().transform(closed -> pages.close()).transform(closed -> pool.close());
    }
}
