package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.huifang.db.EmbeddedPostgres;

/** A real PostgreSQL that a test may stop, kill and start again on the same port and data. */
public final class MortalPostgres implements AutoCloseable {
    private final Path folder;
    private final TestDatabase database;
    private EmbeddedPostgres postgres;

    public MortalPostgres(Path folder) {
        this.folder = folder;
        this.postgres = EmbeddedPostgres.start(folder);
        this.database = TestDatabase.on(postgres);
    }

    public TestDatabase database() {
        return database;
    }

    /** In order: it waits for nobody, but writes everything down. */
    public void stop() {
        close();
    }

    /** The postmaster dies at once; its children follow. */
    public void kill9() {
        try {
            long pid = Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                    .get(0)
                    .strip());
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            ProcessHandle.of(pid).ifPresent(dying -> dying.onExit().join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    public void start() {
        postgres = EmbeddedPostgres.start(folder, database.address().port());
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
