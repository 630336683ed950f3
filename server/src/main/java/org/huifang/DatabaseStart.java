package org.huifang;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.EmbeddedPostgres;
import org.huifang.db.Migration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the database that the settings name, or starts the embedded one. Blocks; not for the event loop.
 *
 * @param server as the server's role
 * @param owner as the role that migrates; null where the settings name none
 * @param purger as the role that may purge; null where the settings give no password
 * @param embedded to be closed at the end; null for an external one
 */
record DatabaseStart(
        DatabaseAddress server,
        @Nullable DatabaseAddress owner,
        @Nullable DatabaseAddress purger,
        @Nullable EmbeddedPostgres embedded) {
    private static final String SERVER_ROLE = "huifang_server";

    /** An embedded database is migrated here; an external one by {@code huifang migrate} only. */
    static DatabaseStart open(ServerConfig.Database config, Clock clock) {
        if (config.embedded() != null) {
            return embedded(config.embedded(), clock);
        }
        URI uri = URI.create(String.valueOf(config.url()));
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String database = uri.getPath().substring(1);
        var server = new DatabaseAddress(
                uri.getHost(),
                port,
                database,
                String.valueOf(config.user()),
                secret("database.password_file", config.passwordFile()));
        DatabaseAddress owner = config.ownerUser() == null
                ? null
                : server.as(config.ownerUser(), secret("database.owner_password_file", config.ownerPasswordFile()));
        DatabaseAddress purger = config.purgePasswordFile() == null
                ? null
                : server.as(Migration.PURGE_ROLE, secret("database.purge_password_file", config.purgePasswordFile()));
        return new DatabaseStart(server, owner, purger, null);
    }

    private static DatabaseStart embedded(Path folder, Clock clock) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
        DatabaseAddress owner = postgres.owner("huifang");
        Migration.run(owner, SERVER_ROLE, clock);
        return new DatabaseStart(
                as(SERVER_ROLE, owner, postgres), owner, as(Migration.PURGE_ROLE, owner, postgres), postgres);
    }

    private static DatabaseAddress as(String role, DatabaseAddress owner, EmbeddedPostgres postgres) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        postgres.allowLogin(owner, role, password);
        return owner.as(role, password);
    }

    void close() {
        if (embedded != null) {
            try {
                embedded.close();
            } catch (IOException e) {
                throw new IllegalStateException("the embedded PostgreSQL does not stop", e);
            }
        }
    }

    private static String secret(String key, @Nullable Path file) {
        if (file == null) {
            throw new ConfigException(key, null, "name the file that holds the password");
        }
        try {
            if (PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                    .endsWith("---")) {
                return Files.readString(file).strip();
            }
        } catch (IOException e) {
            throw new ConfigException(key, file, "cannot be read (" + e.getMessage() + "); name a readable file");
        }
        throw new ConfigException(key, file, "can be read by everybody; chmod 600 it");
    }
}
