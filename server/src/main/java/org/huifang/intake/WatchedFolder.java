package org.huifang.intake;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports what other systems lay into a folder. A file that still grows is waited for; one that does not is claimed by
 * renaming it into {@code work/}, so that of several servers one has it, and ends in {@code done/} or {@code failed/} with a
 * report beside it. What a crash left in {@code work/} is taken up again.
 */
public final class WatchedFolder {
    private static final Logger log = LoggerFactory.getLogger(WatchedFolder.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long TROUBLE_MILLIS = 15_000;

    private final Vertx vertx;
    private final Path folder;
    private final Duration settle;
    private final String node;
    private final ClaimedFile.Import imported;
    private final WorkerExecutor worker;
    private final Map<Path, Sight> seen = new HashMap<>();
    private long timer = -1;

    /** A file as it was when it was looked at. */
    private record Sight(long size, long modified, long sinceNanos) {
        boolean sameAs(long otherSize, long otherModified) {
            return size == otherSize && modified == otherModified;
        }
    }

    /** @param settle how long a file must not change before it is held to be whole */
    public WatchedFolder(Vertx vertx, Path folder, Duration settle, String node, ClaimedFile.Import imported) {
        this.vertx = vertx;
        this.folder = folder;
        this.settle = settle;
        this.node = node;
        this.imported = imported;
        this.worker = vertx.createSharedWorkerExecutor("intake-folder", 1, 1, TimeUnit.HOURS);
    }

    public void start() {
        look();
    }

    /** Ends after the file under way. */
    public io.vertx.core.Future<Void> stop() {
        vertx.cancelTimer(timer);
        timer = -2;
        return worker.close();
    }

    private void look() {
        worker.executeBlocking(
                        () -> {
                            round();
                            return true;
                        },
                        true)
                .onFailure(failure -> log.warn("watched folder waits folder={} why=\"{}\"", folder, failure.toString()))
                .onComplete(done -> {
                    if (timer != -2) {
                        timer = vertx.setTimer(done.succeeded() ? LOOK_MILLIS : TROUBLE_MILLIS, fired -> look());
                    }
                });
    }

    private void round() throws IOException {
        for (String name : List.of("work", "done", "failed")) {
            Files.createDirectories(folder.resolve(name));
        }
        for (Path file : list(folder.resolve("work"))) {
            if (file.getFileName().toString().startsWith(node + "--")) {
                log.info("file of an interrupted import is taken up again file={}", file.getFileName());
                take(file);
            }
        }
        List<Path> files = list(folder);
        seen.keySet().retainAll(files);
        for (Path file : files) {
            if (settled(file)) {
                claim(file);
            }
        }
    }

    /** Oldest name first; what is hidden or named as unfinished is left alone. */
    private static List<Path> list(Path folder) throws IOException {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (Files.isRegularFile(entry)
                        && !name.startsWith(".")
                        && !name.matches("(?i).*(\\.part|\\.tmp|\\.filepart|~)")) {
                    files.add(entry);
                }
            }
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    private boolean settled(Path file) throws IOException {
        try {
            long size = Files.size(file);
            long modified = Files.getLastModifiedTime(file).toMillis();
            Sight before = seen.get(file);
            if (before == null || !before.sameAs(size, modified)) {
                seen.put(file, new Sight(size, modified, System.nanoTime()));
                return false;
            }
            return System.nanoTime() - before.sinceNanos() >= settle.toNanos();
        } catch (NoSuchFileException gone) {
            seen.remove(file);
            return false;
        }
    }

    private void claim(Path file) throws IOException {
        Path mine = folder.resolve("work").resolve(node + "--" + file.getFileName());
        if (Files.exists(mine)) {
            // The one before of this name is not through yet.
            return;
        }
        try {
            Files.move(file, mine, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gone) {
            log.info("another server has the file file={}", file.getFileName());
            return;
        } finally {
            seen.remove(file);
        }
        take(mine);
    }

    private void take(Path mine) throws IOException {
        String name = mine.getFileName().toString().substring(node.length() + 2);
        try {
            new ClaimedFile(folder, mine, name, imported).process();
        } catch (ClaimedFile.Grown grown) {
            // Whoever writes it was slow: it goes back and settles anew. What was imported is not made twice.
            log.info("file grew while it was read file={}", name);
            Files.move(mine, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
