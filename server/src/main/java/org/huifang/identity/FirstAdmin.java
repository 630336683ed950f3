package org.huifang.identity;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/**
 * Makes the first organisation unit and the first admin of an empty installation, from the command line. There is no
 * default password: it is drawn at random and shown once, or given.
 */
public final class FirstAdmin {
    /** The unit that the first admin belongs to, when there is none yet. */
    public record FirstUnit(String name, ZoneId zone, String country, String calendar) {
        public static FirstUnit china(String name) {
            return new FirstUnit(name, ZoneId.of("Asia/Shanghai"), "CN", "CN");
        }
    }

    private FirstAdmin() {}

    /**
     * @param given the password; empty: draw one
     * @return the password, to be shown once
     * @throws IllegalStateException when an admin who can sign in exists already, or the password is too short
     */
    public static String create(
            DatabaseAddress address, String login, Optional<String> given, FirstUnit unit, Clock clock) {
        if (!login.matches("[a-z0-9][a-z0-9._-]{1,39}")) {
            throw new IllegalStateException("login " + login + ": give 2 to 40 of a-z, 0-9, '.', '_' and '-'");
        }
        String password = given.orElseGet(SecretToken::next);
        if (password.length() < Users.SHORTEST_PASSWORD) {
            throw new IllegalStateException(
                    "the password is too short: give at least " + Users.SHORTEST_PASSWORD + " characters");
        }
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            connection.setAutoCommit(false);
            refuseASecond(connection);
            UUID org = unit(connection, unit, clock);
            UUID user = Ids.next();
            try (var insert = connection.prepareStatement(
                    "INSERT INTO app_user (id, org_id, login, display_name, password_hash, roles, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, '{ADMIN}', ?)")) {
                insert.setObject(1, user);
                insert.setObject(2, org);
                insert.setString(3, login);
                insert.setString(4, login);
                insert.setString(5, Passwords.hash(password));
                insert.setObject(6, Times.at(clock.instant()));
                insert.executeUpdate();
            }
            try (var insert = connection.prepareStatement(
                    "INSERT INTO audit_entry (at, id, org_id, actor, action, subject_kind, subject_id)"
                            + " VALUES (?, ?, ?, 'command-line', 'user.first-admin', 'user', ?)")) {
                insert.setObject(1, Times.at(clock.instant()));
                insert.setObject(2, Ids.next());
                insert.setObject(3, org);
                insert.setString(4, user.toString());
                insert.executeUpdate();
            }
            connection.commit();
            return password;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the first admin in " + address + ": " + e.getMessage(), e);
        }
    }

    private static void refuseASecond(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("LOCK TABLE app_user IN SHARE ROW EXCLUSIVE MODE");
            try (var found = statement.executeQuery(
                    "SELECT login FROM app_user WHERE 'ADMIN' = ANY (roles) AND NOT disabled LIMIT 1")) {
                if (found.next()) {
                    throw new IllegalStateException("there is an admin already (" + found.getString(1)
                            + "): sign in as that user and make others under Users");
                }
            }
        }
    }

    private static UUID unit(Connection connection, FirstUnit unit, Clock clock) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT id FROM org_unit ORDER BY id LIMIT 1")) {
            if (found.next()) {
                return found.getObject(1, UUID.class);
            }
        }
        UUID id = Ids.next();
        try (var insert = connection.prepareStatement(
                "INSERT INTO org_unit (id, name, zone, country, calendar, created_at) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setObject(1, id);
            insert.setString(2, unit.name());
            insert.setString(3, unit.zone().getId());
            insert.setString(4, unit.country());
            insert.setString(5, unit.calendar());
            insert.setObject(6, Times.at(clock.instant()));
            insert.executeUpdate();
        }
        return id;
    }
}
