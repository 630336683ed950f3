package org.huifang.db;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema to this version as its owner, and checks at the server's start that it is. */
public final class Migration {
    private static final Logger log = LoggerFactory.getLogger(Migration.class);
    private static final int PARTITION_MONTHS_AHEAD = 13;
    public static final String PURGE_ROLE = "huifang_purge";

    private Migration() {}

    /**
     * Migrates, and makes the monthly partitions of the year ahead.
     *
     * @param serverRole the server's role; created without login where it does not exist
     */
    public static void run(DatabaseAddress owner, String serverRole, Clock clock) {
        if (!serverRole.matches("[a-z_][a-z0-9_]{0,40}")) {
            throw new IllegalArgumentException("database.user " + serverRole + ": use a-z, 0-9 and _ only");
        }
        try (var connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
                var statement = connection.createStatement()) {
            for (String role : new String[] {serverRole, PURGE_ROLE}) {
                statement.execute("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role
                        + "') THEN CREATE ROLE " + role + "; END IF; END $$");
            }
            int applied = flyway(owner, serverRole).migrate().migrationsExecuted;
            statement.execute("SELECT make_partitions(DATE '"
                    + LocalDate.now(clock).minusMonths(1) + "', " + (PARTITION_MONTHS_AHEAD + 1) + ")");
            log.info("database migrated address={} applied={}", owner, applied);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot migrate " + owner + ": " + e.getMessage(), e);
        }
    }

    /**
     * Lets a role that may not sign in yet do so with this password; one that may keeps its own.
     *
     * @return true when it could not sign in before
     */
    public static boolean allowLogin(DatabaseAddress owner, String role, String password) {
        try (var connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
                var query = connection.prepareStatement("SELECT rolcanlogin FROM pg_roles WHERE rolname = ?")) {
            query.setString(1, role);
            try (var found = query.executeQuery()) {
                if (!found.next() || found.getBoolean(1)) {
                    return false;
                }
            }
            try (var statement = connection.createStatement()) {
                statement.execute("ALTER ROLE " + role + " LOGIN PASSWORD '" + password.replace("'", "''") + "'");
            }
            return true;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot let role " + role + " sign in: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalStateException when the schema is older or newer than this program */
    public static void check(DatabaseAddress server) {
        var flyway = flyway(server, server.user());
        try {
            var pending = flyway.info().pending();
            if (pending.length > 0) {
                throw new IllegalStateException("the schema of " + server + " lacks " + pending.length
                        + " migration(s), first " + pending[0].getScript() + ": run `huifang migrate`");
            }
            flyway.validate();
        } catch (FlywayException e) {
            Throwable why = e.getCause() instanceof SQLException ? e.getCause() : e;
            throw new IllegalStateException("cannot check the schema of " + server + ": " + why.getMessage(), e);
        }
    }

    private static Flyway flyway(DatabaseAddress address, String serverRole) {
        return Flyway.configure()
                .dataSource(address.jdbcUrl(), address.user(), address.password())
                // What is built side by side lands in any order; each migration stands by itself.
                .outOfOrder(true)
                .placeholders(Map.of("server_role", serverRole, "purge_role", PURGE_ROLE))
                .load();
    }
}
