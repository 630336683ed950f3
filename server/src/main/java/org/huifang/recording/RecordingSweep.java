package org.huifang.recording;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.StoreAwayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares answered attempts, rows and files of the last two days, in both directions, at the start and every hour.
 * Sets right what is certain, raises an alarm for the rest, deletes no sound that is not sealed.
 */
final class RecordingSweep {
    private static final Logger log = LoggerFactory.getLogger(RecordingSweep.class);
    static final String ORPHAN = "RECORDING_ORPHAN";
    static final String WITHOUT_CALL = "RECORDING_WITHOUT_CALL";
    private static final Duration WINDOW = Duration.ofDays(2);
    private static final int PAGE = 500;
    private static final UUID LEAST = new UUID(0, 0);

    private final Clock clock;
    private final FolderStore folder;
    private final RecordingStore store;
    private final Alarms alarms;
    private final Sealer sealer;
    private final SweepRows rows;
    private final SpoolSweep spoolSweep;
    private final SweepFindings findings;
    private final Set<String> away = new HashSet<>();

    RecordingSweep(
            Database database,
            Clock clock,
            RecordingNode node,
            Spool spool,
            FolderStore folder,
            RecordingStore store,
            Alarms alarms,
            Sealer sealer,
            SweepFindings findings) {
        this.clock = clock;
        this.folder = folder;
        this.store = store;
        this.alarms = alarms;
        this.sealer = sealer;
        this.rows = new SweepRows(database, clock, node);
        this.findings = findings;
        this.spoolSweep = new SpoolSweep(spool, store, rows, alarms, sealer, clock, findings);
    }

    /** Runs once, on the sweep's own thread; the next run does what this one could not. */
    void run() {
        try {
            Instant began = clock.instant();
            away.clear();
            Instant since = began.minus(WINDOW);
            attempts(since);
            int sealed = rowsToFiles(since);
            int stored = filesToRows(since);
            int raw = spoolSweep.run();
            findings.noteRows(since);
            if (away.isEmpty()) {
                findings.settle(since, began);
            } else {
                findings.count();
                log.warn("what is in a store that does not answer was not looked at stores={}", away);
            }
            log.info("recordings swept sealed={} stored={} raw={}", sealed, stored, raw);
        } catch (IOException | RuntimeException e) {
            log.error("recordings not swept", e);
        }
    }

    private void attempts(Instant since) throws IOException {
        var taken = new ArrayList<UUID>();
        for (UUID id : OnWorker.await(rows.adoptAnswered(since))) {
            log.warn("answered attempt had no recording row attempt={}", id);
            findings.note(FindingKind.ADOPTED, id.toString(), id, "an answered call had no row");
            taken.add(id);
        }
        taken.addAll(OnWorker.await(rows.endThoseThatEnded()));
        taken.addAll(OnWorker.await(rows.endThoseOfUnknownFate()));
        taken.forEach(sealer::ended);
        for (UUID id : OnWorker.await(rows.withoutCall())) {
            String detail = "a recording waits for the end of a call that does not exist";
            alarms.raise(WITHOUT_CALL, id.toString(), detail);
            findings.note(FindingKind.WITHOUT_CALL, id.toString(), id, detail);
        }
    }

    private int rowsToFiles(Instant since) throws IOException {
        int seen = 0;
        Instant at = since;
        UUID id = LEAST;
        List<SweepRows.Known> page;
        do {
            page = OnWorker.await(rows.sealedAfter(at, id, PAGE));
            for (SweepRows.Known known : page) {
                at = known.claimedAt();
                id = known.id();
                seen++;
                if (!looksStored(known)) {
                    var kept = known.stored();
                    String detail =
                            "the sealed file" + (kept == null ? "" : " " + kept.name() + " in store " + kept.store())
                                    + " is gone or has another size";
                    alarms.raise(SoundSource.DAMAGED, known.id().toString(), detail);
                    findings.note(FindingKind.DAMAGED, known.id().toString(), known.id(), detail);
                }
            }
        } while (page.size() == PAGE);
        return seen;
    }

    /** Of a store that does not answer nothing is said, and it is asked once only. */
    private boolean looksStored(SweepRows.Known known) throws IOException {
        var kept = known.stored();
        if (kept != null && away.contains(kept.store())) {
            return true;
        }
        try {
            return stored(store, known);
        } catch (StoreAwayException e) {
            away.add(kept == null ? store.store() : kept.store());
            return true;
        }
    }

    static boolean stored(RecordingStore store, SweepRows.Known known) throws IOException {
        var stored = known.stored();
        Long size = known.sizeBytes();
        return stored != null && size != null && store.size(stored) == size;
    }

    private int filesToRows(Instant since) throws IOException {
        int seen = 0;
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (LocalDate day = LocalDate.ofInstant(since, ZoneOffset.UTC); !day.isAfter(today); day = day.plusDays(1)) {
            Path ofDay = folder.path(FolderStore.folderOf(day));
            if (!Files.isDirectory(ofDay)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(ofDay, "*" + FolderStore.EXTENSION)) {
                var batch = new ArrayList<UUID>();
                for (Path file : files) {
                    seen++;
                    String name = file.getFileName().toString();
                    batch.add(UUID.fromString(name.substring(0, name.length() - FolderStore.EXTENSION.length())));
                    if (batch.size() == PAGE) {
                        mustHaveRows(batch);
                    }
                }
                mustHaveRows(batch);
            }
        }
        return seen;
    }

    private void mustHaveRows(List<UUID> batch) throws IOException {
        Set<UUID> unknown = new HashSet<>(batch);
        for (SweepRows.Known known : OnWorker.await(rows.byId(batch))) {
            unknown.remove(known.id());
        }
        for (UUID id : unknown) {
            String detail = "a stored file has no row in the database";
            alarms.raise(ORPHAN, id.toString(), detail);
            findings.note(FindingKind.ORPHAN, id.toString(), null, detail);
        }
        batch.clear();
    }
}
