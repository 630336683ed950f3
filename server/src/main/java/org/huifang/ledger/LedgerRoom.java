package org.huifang.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.huifang.ConfigException;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.recording.store.RecordingStore;
import org.jspecify.annotations.Nullable;

/** The proof of the log, wired. */
public final class LedgerRoom {
    private final LedgerHeads heads;
    private final HeadSender sender;
    private final LedgerAlarms alarms;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final LedgerStates states;
    private final LedgerProofs proofs;
    private @Nullable Scrubber scrubber;

    /**
     * @param keys folder of the signing key
     * @param witnessesFile null: nobody witnesses
     */
    public record Settings(Path keys, @Nullable Path witnessesFile) {}

    private LedgerRoom(
            LedgerHeads heads,
            HeadSender sender,
            LedgerAlarms alarms,
            Clock clock,
            MeterRegistry metrics,
            LedgerStates states,
            LedgerProofs proofs) {
        this.states = states;
        this.proofs = proofs;
        this.heads = heads;
        this.sender = sender;
        this.alarms = alarms;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Makes the signing key where nothing was ever signed; later a missing one is refused.
     *
     * @return failed with {@link ConfigException} naming setting and remedy
     */
    public static Future<LedgerRoom> open(
            Vertx vertx, Database database, Clock clock, Settings settings, MeterRegistry metrics) {
        return database.pool()
                .query("SELECT EXISTS (SELECT FROM ledger_head)")
                .execute()
                .compose(rows -> vertx.executeBlocking(
                        () -> key(settings.keys(), rows.iterator().next().getBoolean(0))))
                .map(key -> {
                    var alarms = new LedgerAlarms(database, clock);
                    var heads = new LedgerHeads(database, clock, key);
                    var witnesses = WitnessSettings.read(settings.witnessesFile());
                    var served = witnesses.stream()
                            .map(one -> new HeadSender.Served(
                                    Witnesses.of(vertx, clock, one),
                                    Duration.ofSeconds(one.everySeconds()),
                                    one.http() != null && one.http().publicKey() != null))
                            .toList();
                    return new LedgerRoom(
                            heads,
                            new HeadSender(vertx, database, clock, heads, alarms, served, metrics),
                            alarms,
                            clock,
                            metrics,
                            new LedgerStates(database, clock, witnesses),
                            new LedgerProofs(vertx, database, heads));
                });
    }

    public void start() {
        sender.start();
    }

    /**
     * Begins to read everything again and again.
     *
     * @param mbPerSecond MiB a second; 0: not at all
     */
    public void scrub(DatabaseAddress address, RecordingStore store, int mbPerSecond, Duration every) {
        if (mbPerSecond > 0) {
            scrubber = new Scrubber(address, store, clock, every, (long) mbPerSecond << 20, alarms, metrics);
            scrubber.start();
        }
    }

    public void stop() {
        if (scrubber != null) {
            scrubber.stop();
        }
        sender.stop();
        proofs.stop();
    }

    public LedgerStates states() {
        return states;
    }

    public LedgerHeads heads() {
        return heads;
    }

    public LedgerProofs proofs() {
        return proofs;
    }

    /** For whoever must not believe this machine's clock. */
    public WitnessTime witnessTime() {
        return sender;
    }

    private static SigningKey key(Path folder, boolean signedBefore) {
        try {
            if (!signedBefore || Files.exists(folder.resolve(SigningKey.LEDGER))) {
                SigningKey.createIn(folder, SigningKey.LEDGER);
            }
            return SigningKey.readFrom(folder, SigningKey.LEDGER);
        } catch (IOException e) {
            throw new ConfigException("keys.folder", folder, String.valueOf(e.getMessage()));
        }
    }
}
