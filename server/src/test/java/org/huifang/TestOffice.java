package org.huifang;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.huifang.db.Database;
import org.huifang.identity.FirstAdmin;
import org.huifang.lab.TestDatabase;
import org.huifang.web.HealthCheck;
import org.huifang.web.WebRoom;

/** The server without a telephone, on a real database and free ports; an admin is there. */
public final class TestOffice implements AutoCloseable {
    public static final String PASSWORD = "correct horse battery";

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase testDatabase = TestDatabase.create();
    private final Database database;
    private final OfficeWiring office;
    private final WebRoom web;

    private TestOffice(Clock clock) throws IOException {
        Path keys = Files.createTempDirectory("huifang-keys");
        org.huifang.customer.NumberKeys.make(keys);
        ServerConfig config = ConfigFile.parse("""
                node: {name: test}
                http: {port: 0}
                management: {port: 0}
                database: {embedded: unused}
                asterisk: {secret_file: unused, spool: unused, cel_file: unused}
                recording: {store: unused}
                keys: {folder: '%s'}
                """.formatted(keys));
        FirstAdmin.create(
                testDatabase.address(), "admin", Optional.of(PASSWORD), FirstAdmin.FirstUnit.china("Test"), clock);
        database = new Database(vertx, testDatabase.address(), 8, OfficeWiring.ENTITIES);
        office = new OfficeWiring(vertx, database, config, clock);
        web = TestWeb.on(
                vertx,
                office.sessions(),
                office.routes(),
                List.of(new HealthCheck(
                        "database",
                        () -> database.pool().query("SELECT 1").execute().map(""))));
        await(office.start().compose(ready -> web.start()));
    }

    public static TestOffice start(Clock clock) throws IOException {
        return new TestOffice(clock);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + web.port() + path);
    }

    public URI management(String path) {
        return URI.create("http://127.0.0.1:" + web.managementPort() + path);
    }

    public Database database() {
        return database;
    }

    /** What rooms do when something changed that the board shows. */
    public void hintBoard() {
        office.boardFeed().changed();
    }

    /** What the start of a server does with imports that a crash interrupted. */
    public Future<Integer> recoverImports() {
        return office.recoverImports();
    }

    /** What the watched folder of a server imports with. */
    public org.huifang.intake.FolderImport folderImport(Clock clock) {
        return new org.huifang.intake.FolderImport(database, office.imports(), clock, null);
    }

    public Vertx vertx() {
        return vertx;
    }

    /** As the server's role. */
    public org.huifang.db.DatabaseAddress address() {
        return testDatabase.address();
    }

    /** Only for attacks. */
    public org.huifang.db.DatabaseAddress ownerAddress() {
        return testDatabase.owner();
    }

    /** One value, read as owner. */
    public String value(String sql) {
        try (var connection = owner();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getObject(1)) : "nothing";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public int execute(String sql) {
        try (var connection = owner();
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private java.sql.Connection owner() throws SQLException {
        return DriverManager.getConnection(
                testDatabase.owner().jdbcUrl(),
                testDatabase.owner().user(),
                testDatabase.owner().password());
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        await(web.stop()
                .eventually(() -> office.stop())
                .eventually(() -> database.close())
                .eventually(() -> vertx.close()));
    }
}
