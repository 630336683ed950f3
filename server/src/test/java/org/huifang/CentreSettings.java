package org.huifang;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.huifang.db.Migration;
import org.huifang.demo.PrivateAsterisk;
import org.huifang.lab.TestDatabase;

/** Configuration files of the servers of a {@link CallCentre}. */
final class CentreSettings {
    private final Path folder;
    private final TestDatabase database;
    private final String more;

    /** @param more lines of YAML beside the usual ones */
    CentreSettings(Path folder, TestDatabase database, String more) {
        this.folder = folder;
        this.database = database;
        this.more = more;
    }

    Path store() {
        return folder.resolve("store");
    }

    Path keys() {
        return folder.resolve("keys");
    }

    Path file() {
        return folder.resolve("huifang.yaml");
    }

    /** Settings of a server with this name and Asterisk, on the common database. */
    Path write(String node, PrivateAsterisk pbx, int amiPort) {
        try {
            var address = database.address();
            return Files.writeString(node.equals("test") ? file() : folder.resolve(node + ".yaml"), """
                node: {name: %s}
                %s
                management: {port: 0}
                database: {url: 'postgresql://%s:%d/%s', user: %s, password_file: '%s'%s}
                asterisk: {port: %d, secret_file: '%s', spool: '%s', cel_file: '%s'}
                recording: {store: '%s', min_free_mb: 10}
                keys: {folder: '%s'}
                %s
                """.formatted(
                            node,
                            more.startsWith("http:") ? "" : "http: {port: 0}",
                            address.host(),
                            address.port(),
                            address.database(),
                            address.user(),
                            secret("db-password", address.password()),
                            purger(),
                            amiPort,
                            secret("ami-secret-" + pbx.amiPort(), pbx.amiSecret()),
                            pbx.recordings(),
                            pbx.celFile(),
                            store(),
                            keys(),
                            more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With witnesses a server may purge as well: its role can sign in. */
    private String purger() throws IOException {
        if (!more.contains("witnesses_file")) {
            return "";
        }
        Migration.allowLogin(database.owner(), Migration.PURGE_ROLE, "for-tests");
        return ", purge_password_file: '" + secret("purge-password", "for-tests") + "'";
    }

    private Path secret(String name, String value) throws IOException {
        Path file = Files.writeString(folder.resolve(name), value);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
