package org.huifang.db;

/**
 * Where a PostgreSQL is and as whom to speak to it.
 *
 * @param user the server's own role: it may append to ledgers and never rewrite them
 */
public record DatabaseAddress(String host, int port, String database, String user, String password) {

    /** The same database as another role. */
    public DatabaseAddress as(String otherUser, String otherPassword) {
        return new DatabaseAddress(host, port, database, otherUser, otherPassword);
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
