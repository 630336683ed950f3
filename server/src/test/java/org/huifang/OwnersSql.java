package org.huifang;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.huifang.db.DatabaseAddress;

/** Statements of the tables' owner, for what tests lay down and look up. */
final class OwnersSql implements AutoCloseable {
    private final DatabaseAddress owner;
    private Connection connection;

    OwnersSql(DatabaseAddress owner) {
        this.owner = owner;
        connect();
    }

    /** After PostgreSQL was away. */
    void connect() {
        try {
            connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Map<String, Object>> rows(String query, Object... values) {
        try (var statement = connection.prepareStatement(query)) {
            bind(statement, values);
            try (var result = statement.executeQuery()) {
                var found = new ArrayList<Map<String, Object>>();
                while (result.next()) {
                    var row = new LinkedHashMap<String, Object>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
                    }
                    found.add(row);
                }
                return found;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    int execute(String statement, Object... values) {
        try (var prepared = connection.prepareStatement(statement)) {
            bind(prepared, values);
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(
                    i + 1, values[i] instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : values[i]);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
