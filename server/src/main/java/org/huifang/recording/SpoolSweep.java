package org.huifang.recording;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.StoreAwayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lies in the spool: raw files must belong to a call that waits to be sealed, or go when it is. */
final class SpoolSweep {
    private static final Logger log = LoggerFactory.getLogger(SpoolSweep.class);
    static final String LEFTOVER = "RECORDING_LEFTOVER_DIFFERS";
    private static final Pattern RAW = Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(-r|-t)?\\.wav");
    private static final Pattern PROBE = Pattern.compile("probe-[0-9a-f]+\\.wav");
    private static final Duration YOUNG = Duration.ofMinutes(10);
    private static final int PAGE = 500;
    private static final int HEADER_BYTES = 44;

    private final Spool spool;
    private final RecordingStore store;
    private final SweepRows rows;
    private final Alarms alarms;
    private final Sealer sealer;
    private final Clock clock;
    private final SweepFindings findings;

    SpoolSweep(
            Spool spool,
            RecordingStore store,
            SweepRows rows,
            Alarms alarms,
            Sealer sealer,
            Clock clock,
            SweepFindings findings) {
        this.spool = spool;
        this.store = store;
        this.rows = rows;
        this.alarms = alarms;
        this.sealer = sealer;
        this.clock = clock;
        this.findings = findings;
    }

    /** @return files seen */
    int run() throws IOException {
        int seen = 0;
        Set<UUID> batch = new LinkedHashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(spool.root(), Files::isRegularFile)) {
            for (Path file : files) {
                seen++;
                String name = file.getFileName().toString();
                Matcher raw = RAW.matcher(name);
                if (raw.matches()) {
                    batch.add(UUID.fromString(raw.group(1)));
                } else if (old(file)) {
                    stranger(file, name);
                }
                if (batch.size() == PAGE) {
                    judge(batch);
                }
            }
        }
        judge(batch);
        return seen;
    }

    private void stranger(Path file, String name) throws IOException {
        if (PROBE.matcher(name).matches()) {
            Files.deleteIfExists(file);
        } else {
            String detail = "a file in the spool belongs to no call";
            alarms.raise(RecordingSweep.ORPHAN, "spool/" + name, detail);
            findings.note(FindingKind.ORPHAN, "spool/" + name, null, detail);
        }
    }

    private void judge(Set<UUID> batch) throws IOException {
        Map<UUID, SweepRows.Known> known = new HashMap<>();
        for (SweepRows.Known one : OnWorker.await(rows.byId(new ArrayList<>(batch)))) {
            known.put(one.id(), one);
        }
        for (UUID id : batch) {
            SweepRows.Known row = known.get(id);
            RawFiles raw = spool.raw(id);
            if (row == null) {
                if (raw.all().stream().anyMatch(this::old)) {
                    adopt(id);
                }
            } else if (row.state().equals("MISSING")) {
                takeUp(row, raw);
            } else if (row.state().equals("SEALED") || row.state().equals("PARTIAL")) {
                try {
                    removeSealed(row, raw);
                } catch (StoreAwayException e) {
                    log.warn("raw files stay until the store answers attempt={} cause={}", row.id(), e.toString());
                }
            }
        }
        batch.clear();
    }

    /** The sound of a call that is known gets a row and is sealed, whatever became of its row; anything else is reported. */
    private void adopt(UUID id) throws IOException {
        if (OnWorker.await(rows.adoptFile(id)).isEmpty()) {
            String detail = "raw files in the spool have no row, and no call has their id";
            alarms.raise(RecordingSweep.ORPHAN, id.toString(), detail);
            findings.note(FindingKind.ORPHAN, id.toString(), null, detail);
        } else {
            log.warn("raw files without a row belong to a known call and are sealed attempt={}", id);
            findings.note(FindingKind.ADOPTED, id.toString(), id, "raw files had no row");
            alarms.clear(RecordingSweep.ORPHAN, id.toString());
            sealer.ended(id);
        }
    }

    private void takeUp(SweepRows.Known row, RawFiles raw) throws IOException {
        boolean sound = false;
        for (Path file : raw.all()) {
            sound |= RawFiles.size(file) > HEADER_BYTES;
        }
        if (sound && !OnWorker.await(rows.takeUpAgain(row)).isEmpty()) {
            log.info("files of a missing recording came after all attempt={}", row.id());
            alarms.clear(SealRetries.MISSING, row.id().toString());
            sealer.ended(row.id());
        }
    }

    /** A crash between commit and removal leaves raw files; they go when the sealed file holds exactly them. */
    private void removeSealed(SweepRows.Known row, RawFiles raw) throws IOException {
        if (RecordingSweep.stored(store, row)
                && same(raw.agent(), row.sha256Agent())
                && same(raw.customer(), row.sha256Customer())) {
            spool.remove(row.id());
            log.info("raw files of a sealed recording removed attempt={}", row.id());
        } else {
            String detail = "raw files in the spool differ from what was sealed";
            alarms.raise(LEFTOVER, row.id().toString(), detail);
            findings.note(FindingKind.LEFTOVER_DIFFERS, row.id().toString(), row.id(), detail);
        }
    }

    private static boolean same(Path file, byte @Nullable [] sealed) throws IOException {
        if (!Files.exists(file)) {
            return true;
        }
        var digest = Sha256.start();
        byte[] block = new byte[64 * 1024];
        try (var in = Files.newInputStream(file)) {
            for (int n = in.read(block); n > 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        } catch (NoSuchFileException e) {
            // The sealer was just removing it.
            return true;
        }
        return sealed == null ? RawFiles.size(file) <= HEADER_BYTES : Arrays.equals(digest.digest(), sealed);
    }

    private boolean old(Path file) {
        try {
            Instant changed = Files.getLastModifiedTime(file).toInstant();
            return changed.isBefore(clock.instant().minus(YOUNG));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
