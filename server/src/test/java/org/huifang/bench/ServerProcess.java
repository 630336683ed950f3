package org.huifang.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.huifang.customer.NumberKeys;
import org.huifang.db.DatabaseAddress;
import org.huifang.demo.OrphanGuard;
import org.huifang.recording.MasterKey;

/** Starts the server as operators do: its own JVM, a configuration file, a log. */
final class ServerProcess {
    private ServerProcess() {}

    static Process start(Path folder, Stage stage, DatabaseAddress database, Path log) {
        try {
            MasterKey.createIn(folder.resolve("keys"));
            NumberKeys.make(folder.resolve("keys"));
            Path config = Files.writeString(folder.resolve("huifang.yaml"), """
                    node: {name: bench}
                    http: {port: 0}
                    management: {port: 0}
                    database: {url: 'postgresql://%s:%d/%s', user: %s, password_file: '%s'}
                    asterisk: {port: %d, secret_file: '%s', spool: '%s', cel_file: '%s'}
                    recording: {store: '%s', min_free_mb: 10}
                    keys: {folder: '%s'}
                    """.formatted(
                    database.host(),
                    database.port(),
                    database.database(),
                    database.user(),
                    secret(folder.resolve("db-password"), database.password()),
                    stage.asterisk().amiPort(),
                    secret(folder.resolve("ami-secret"), stage.asterisk().amiSecret()),
                    stage.asterisk().recordings(),
                    stage.asterisk().celFile(),
                    folder.resolve("store"),
                    folder.resolve("keys")));
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            // What ./huifang gave this process, it gives the server too.
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of(
                    System.getProperty("huifang.bench.server", "").strip().split("\\s+")));
            command.removeIf(String::isEmpty);
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "org.huifang.Main",
                    "start",
                    "--config",
                    config.toString()));
            return OrphanGuard.guarded(config.toString(), command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the server", e);
        }
    }

    private static Path secret(Path file, String value) throws IOException {
        Files.writeString(file, value);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
