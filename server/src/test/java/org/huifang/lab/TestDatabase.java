package org.huifang.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.EmbeddedPostgres;
import org.huifang.db.Migration;
import org.jspecify.annotations.Nullable;

/** One real PostgreSQL for a test run, and a fresh database with the shipped migrations for whoever asks. */
public final class TestDatabase {
    private static final AtomicInteger count = new AtomicInteger();
    private static @Nullable EmbeddedPostgres postgres;

    private final DatabaseAddress owner;
    private final DatabaseAddress server;

    private TestDatabase(DatabaseAddress owner, DatabaseAddress server) {
        this.owner = owner;
        this.server = server;
    }

    /** A new, empty, migrated database. */
    public static TestDatabase create() {
        return on(running());
    }

    /** The same on a PostgreSQL that the test may end. */
    public static TestDatabase on(EmbeddedPostgres running) {
        var owner = running.owner("test_" + ProcessHandle.current().pid() + "_" + count.incrementAndGet());
        Migration.run(owner, "huifang_server", Clock.systemUTC());
        running.allowLogin(owner, "huifang_server", "for-tests");
        return new TestDatabase(owner, owner.as("huifang_server", "for-tests"));
    }

    /** As the server's role, with the server's rights. */
    public DatabaseAddress address() {
        return server;
    }

    /** As owner: only for looking and for attacks. */
    public DatabaseAddress owner() {
        return owner;
    }

    private static synchronized EmbeddedPostgres running() {
        if (postgres == null) {
            try {
                Path folder = Files.createTempDirectory("huifang-test-pg");
                EmbeddedPostgres started = EmbeddedPostgres.start(folder);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        started.close();
                    } catch (IOException e) {
                        System.err.println("embedded PostgreSQL did not stop: " + e);
                    }
                }));
                postgres = started;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return postgres;
    }
}
