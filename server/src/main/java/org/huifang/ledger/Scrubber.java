package org.huifang.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.huifang.CrashPoint;
import org.huifang.Niceness;
import org.huifang.db.DatabaseAddress;
import org.huifang.recording.store.RecordingStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads log and recordings again and again at a set pace, on a thread and a connection of its own. Of the servers that share
 * a database one does it at a time. Where it is stands in {@code ledger_scrub}: a restart goes on there.
 */
final class Scrubber {
    private static final Logger log = LoggerFactory.getLogger(Scrubber.class);
    private static final long LOOK_EVERY_MS = 10_000;
    private static final String CHAIN = "chain";
    /** What a row of the log counts for the pace. */
    private static final long BYTES_OF_ENTRY = 400;

    private final DatabaseAddress address;
    private final RecordingStore store;
    private final Clock clock;
    private final Duration every;
    private final long bytesPerSecond;
    private final LedgerAlarms alarms;
    private final Counter bytes;
    private final Counter findings;
    private final ScheduledExecutorService thread;

    /** @param bytesPerSecond not 0 */
    Scrubber(
            DatabaseAddress address,
            RecordingStore store,
            Clock clock,
            Duration every,
            long bytesPerSecond,
            LedgerAlarms alarms,
            MeterRegistry metrics) {
        this.address = address;
        this.store = store;
        this.clock = clock;
        this.every = every;
        this.bytesPerSecond = bytesPerSecond;
        this.alarms = alarms;
        this.bytes = metrics.counter("huifang.ledger.scrub.bytes");
        this.findings = metrics.counter("huifang.ledger.scrub.findings");
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            var made = new Thread(
                    () -> {
                        Niceness.least();
                        task.run();
                    },
                    "ledger-scrub");
            made.setDaemon(true);
            return made;
        });
    }

    void start() {
        thread.scheduleWithFixedDelay(this::look, 1_000, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** What is being read is left; the next start goes on before it. */
    void stop() {
        thread.shutdownNow();
    }

    private void look() {
        try (Connection connection =
                DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            var pass = ScrubPass.take(connection, clock, every);
            if (pass.isPresent()) {
                run(connection, pass.get());
            }
        } catch (SQLException | IOException e) {
            log.warn("scrubbing waits cause={}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("scrubbing failed", e);
        }
    }

    private void run(Connection connection, ScrubPass pass) throws SQLException, IOException, InterruptedException {
        var pace = new Pace(bytesPerSecond);
        boolean whole = pass.chainDone() || chain(connection, pass, pace);
        var verifier = new FileVerifier(store, pace);
        for (List<SealedRow> page = pass.files(connection); !page.isEmpty(); page = pass.files(connection)) {
            for (SealedRow row : page) {
                Optional<Finding> found = verifier.check(row);
                found.ifPresent(this::raise);
                if (found.isEmpty()) {
                    pass.clearOpenAlarms(connection, row.id().toString());
                }
                CrashPoint.reached("scrub-file-read");
                bytes.increment(row.size());
                pass.readFile(connection, row, found.isPresent());
            }
        }
        if (whole) {
            alarms.clear(LedgerAlarms.LEDGER_BROKEN, CHAIN);
        }
        CrashPoint.reached("scrub-read");
        pass.finish(connection);
        log.info(
                "scrubbed entries={} files={} bytes={} findings={}",
                pass.seq(),
                pass.fileCount(),
                pass.byteCount(),
                pass.findings());
    }

    private boolean chain(Connection connection, ScrubPass pass, Pace pace) throws SQLException, InterruptedException {
        var verifier = new ChainVerifier(connection, pass.seq(), pass.hash());
        boolean rowsThere = true;
        do {
            Optional<Finding> found = verifier.next();
            if (found.isPresent()) {
                raise(found.get());
                pass.brokenChain(connection);
                return false;
            }
            List<Finding> removed = RemovedRows.among(connection, verifier.page());
            removed.forEach(this::raise);
            rowsThere &= removed.isEmpty();
            pace.took(verifier.page().size() * BYTES_OF_ENTRY);
            pass.readChain(connection, verifier, removed.size());
            CrashPoint.reached("scrub-chain");
        } while (verifier.more());
        Optional<Finding> found = new HeadVerifier(connection).heads(0, java.util.Map.of(), null);
        found.ifPresent(this::raise);
        pass.chainRead(connection, found.isPresent());
        return found.isEmpty() && rowsThere;
    }

    /** Stored before the pass goes on: what counts as read is not read again after a crash. */
    private void raise(Finding found) {
        findings.increment();
        boolean file = found.kind().ofRecording();
        alarms.raise(
                        file ? LedgerAlarms.RECORDING_DAMAGED : LedgerAlarms.LEDGER_BROKEN,
                        file ? found.subject() : CHAIN,
                        found.kind() + " " + found.subject() + ": " + found.words())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
