package org.huifang.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.lab.TestDatabase;
import org.junit.jupiter.api.Test;

class DatabaseIT {
    @Test
    void theServersRoleMayAppendToALedgerAndNeverRewriteIt() throws Exception {
        var database = TestDatabase.create();
        try (var connection = DriverManager.getConnection(
                        database.address().jdbcUrl(),
                        database.address().user(),
                        database.address().password());
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO audit_entry VALUES (TIMESTAMPTZ '2026-11-22 10:00Z',"
                    + " '0197a000-0000-7000-8000-000000000001', NULL, 'node:a', 'test', 'x', 'y')");
            for (String attack : List.of(
                    "UPDATE audit_entry SET action = 'z'",
                    "DELETE FROM audit_entry",
                    "TRUNCATE audit_entry",
                    "UPDATE attempt SET counted = false",
                    "DELETE FROM attempt_event",
                    "DELETE FROM recording",
                    "DROP TABLE attempt")) {
                assertThatThrownBy(() -> statement.execute(attack))
                        .as(attack)
                        .isInstanceOf(SQLException.class)
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }
        Migration.check(database.address());
    }

    @Test
    void bareSqlAndHibernateShareOurVertx() throws Exception {
        var vertx = Vertx.vertx();
        var database = new Database(vertx, TestDatabase.create().address(), 4, List.of());
        var one = database.session(session ->
                        session.createNativeQuery("SELECT 1", Integer.class).getSingleResult())
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        var two = database.pool()
                .query("SELECT 2")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(one).isEqualTo(1);
        assertThat(two.iterator().next().getInteger(0)).isEqualTo(2);
        database.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        vertx.close();
    }
}
