package org.huifang.db;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL of our own in a folder, with durable settings: it must survive a kill like a real one. */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final int ANY_PORT = 0;
    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres postgres;
    private final FileChannel lock;

    private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres postgres, FileChannel lock) {
        this.postgres = postgres;
        this.lock = lock;
    }

    /**
     * Starts the server in {@code folder} (made if absent), after ending an orphan that a killed process left there.
     *
     * @throws IllegalStateException if another process uses the folder, or PostgreSQL does not start
     */
    public static EmbeddedPostgres start(Path folder) {
        return start(folder, ANY_PORT);
    }

    /** The same at this port, so that those who were connected find it again. */
    public static EmbeddedPostgres start(Path folder, int port) {
        try {
            Files.createDirectories(folder);
            FileChannel lock = lock(folder.resolve("in-use"));
            endOrphan(folder.resolve("data/postmaster.pid"));
            var started = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(folder.resolve("data"))
                    .setOverrideWorkingDirectory(folder.resolve("program").toFile())
                    .setCleanDataDirectory(false)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "120")
                    .setServerConfig("shared_buffers", "128MB")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            PostgresGuard.watch(folder.resolve("data"));
            return new EmbeddedPostgres(started, lock);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot start PostgreSQL in " + folder + ": " + e.getMessage()
                            + "; is the folder writable, the disk full?",
                    e);
        }
    }

    /** The superuser's address of a database, made if absent. */
    public DatabaseAddress owner(String database) {
        var admin = new DatabaseAddress("127.0.0.1", postgres.getPort(), "postgres", "postgres", "postgres");
        try (var connection = DriverManager.getConnection(admin.jdbcUrl(), admin.user(), admin.password());
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + database + "'")) {
                if (found.next()) {
                    return new DatabaseAddress(admin.host(), admin.port(), database, admin.user(), admin.password());
                }
            }
            statement.execute("CREATE DATABASE " + database);
            return new DatabaseAddress(admin.host(), admin.port(), database, admin.user(), admin.password());
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make database " + database + ": " + e.getMessage(), e);
        }
    }

    /** Lets the server's role sign in with this password. */
    public void allowLogin(DatabaseAddress owner, String role, String password) {
        try (var connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
                var statement = connection.createStatement()) {
            statement.execute("ALTER ROLE " + role + " LOGIN PASSWORD '" + password.replace("'", "''") + "'");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot set the password of role " + role + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        lock.close();
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            log.debug("this process has the lock already file={}", file);
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("the database in " + file.getParent()
                    + " is in use by another process: end that one first, or name another folder");
        }
        return channel;
    }

    private static void endOrphan(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile, StandardCharsets.UTF_8);
        Optional<ProcessHandle> orphan = ProcessHandle.of(
                        Long.parseLong(lines.get(0).trim()))
                .filter(process -> process.info().command().orElse("").endsWith("postgres"));
        if (orphan.isPresent()) {
            log.info("ending orphaned PostgreSQL pid={}", orphan.get().pid());
            orphan.get().destroy();
            try {
                orphan.get().onExit().get(30, java.util.concurrent.TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IOException(
                        "an old PostgreSQL (pid " + orphan.get().pid() + ") does not end; end it by hand", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        Files.deleteIfExists(pidFile);
    }
}
