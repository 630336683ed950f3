package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.huifang.CrashPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that came in while no server was there: the dialplan alone said that nobody is free, and left a note in the spool. Each
 * becomes a row like any other missed call, and then its note goes; should we die between, the row is found again by its channel.
 */
final class MissedNotes {
    private static final Logger log = LoggerFactory.getLogger(MissedNotes.class);
    private static final int AT_A_TIME = 200;
    private static final int LONGEST = 200;
    private static final Pattern NAME = Pattern.compile("missed-([A-Za-z0-9._-]{3,80})\\.txt");
    private static final Pattern TEXT = Pattern.compile("(\\d{9,12}) ([a-z][a-z0-9-]{0,39}) ([-0-9+.]{0,24}) end\\s*");

    /** What dialplan/etc/huifang/inbound.conf writes. */
    record Note(Path file, String channel, Instant at, String trunk, String caller) {}

    private final Path spool;
    private final WorkerExecutor files;
    private final RingBackStore store;
    private final RingBacks ringBacks;
    private boolean running;

    MissedNotes(Vertx vertx, Path spool, RingBackStore store, RingBacks ringBacks) {
        this.spool = spool;
        this.files = vertx.createSharedWorkerExecutor("missed-notes", 1);
        this.store = store;
        this.ringBacks = ringBacks;
    }

    /** Takes all notes up; one that cannot be taken up stays for the next look. */
    Future<Void> takeUp() {
        if (running) {
            return Future.succeededFuture();
        }
        running = true;
        return files.executeBlocking(() -> read(spool))
                .compose(notes -> {
                    Future<Void> all = Future.succeededFuture();
                    for (Note note : notes) {
                        all = all.compose(done -> takeUp(note));
                    }
                    return all;
                })
                .onComplete(done -> running = false)
                .onFailure(e -> log.warn("notes of missed calls not taken up why=\"{}\"", e.getMessage()));
    }

    void stop() {
        files.close();
    }

    private Future<Void> takeUp(Note note) {
        return store.open(note.channel(), note.trunk(), note.caller(), note.at())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : ringBacks.missed(
                                found.get(),
                                found.get().hopeless() == null
                                        ? RingBack.Missed.NO_SERVER
                                        : found.get().hopeless(),
                                note.at()))
                .onSuccess(written -> CrashPoint.reached("missed-note-written"))
                .compose(written -> files.executeBlocking(() -> Files.deleteIfExists(note.file())))
                .mapEmpty();
    }

    static List<Note> read(Path spool) throws IOException {
        var notes = new ArrayList<Note>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(spool, "missed-*.txt")) {
            for (Path file : found) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (notes.size() < AT_A_TIME && name.matches() && Files.size(file) < LONGEST) {
                    Matcher text = TEXT.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                    if (text.matches()) {
                        notes.add(new Note(
                                file,
                                name.group(1),
                                Instant.ofEpochSecond(Long.parseLong(text.group(1))),
                                text.group(2),
                                text.group(3)));
                    }
                }
            }
        }
        return notes;
    }
}
