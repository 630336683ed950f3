package org.huifang.recording;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Loader;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.recording.RecordingGate.Cause;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.S3Settings;
import org.huifang.recording.store.S3Store;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;

/** All of recording, wired: the gate and the watch for dialing, the sealer, the sweep, and what is played. */
public final class RecordingRoom {
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final long CHECK_EVERY_MS = 3000;
    private static final long CHECK_HANGS_AFTER_NANOS = TimeUnit.SECONDS.toNanos(12);
    private static final long SWEEP_EVERY_HOURS = 1;
    private static final long OBJECTS_AFTER_S = 20;
    private static final long OBJECTS_EVERY_S = 60;
    private static final int PLAY_THREADS = 4;
    private static final int PLAY_WAITING = 500;

    private final Vertx vertx;
    private final Clock clock;
    private final Consumer<String> crashPoint;
    private final PauseRows pauseRows;
    private final Spool spool;
    private final FolderStore folder;
    private final StoreRoom keeping;
    private final RecordingGate gate = new RecordingGate();
    private final RecordingProof proof;
    private final RecordingWatch watch;
    private final FolderCheck folders;
    private final Sealer sealer;
    private final RecordingSweep sweep;
    private final @Nullable ObjectSweep objectSweep;
    private final RecordingCatalog catalog;
    private final SoundSource sounds;
    private final Waveforms waveforms;
    private final SoundMarker marker;
    private final PlainSounds plain;
    private final FileWork playWork;
    private final FileWork proofWork;
    private final ScheduledExecutorService watchThread = RecordingThreads.timed("recording-watch");
    private final ScheduledExecutorService sweepThread = RecordingThreads.timed("recording-sweep");
    private final ScheduledExecutorService objectThread = RecordingThreads.timed("recording-objects");
    private volatile long lookedAt = System.nanoTime();
    private long watchdog = -1;

    /**
     * @param spool where this node's Asterisk records, as this server sees it
     * @param store root of the sealed recordings
     * @param workers recordings sealed at a time
     * @param minFreeMb MiB that must be free on spool and store
     * @param keys folder of the master keys
     * @param objectStore the S3 service beside the folder; null: none
     * @param sealIntoObjectStore keep new recordings there
     */
    public record Settings(
            Path spool,
            Path store,
            int workers,
            int minFreeMb,
            Path keys,
            @Nullable S3Settings objectStore,
            boolean sealIntoObjectStore) {
        /** With the folder alone. */
        public Settings(Path spool, Path store, int workers, int minFreeMb, Path keys) {
            this(spool, store, workers, minFreeMb, keys, null, false);
        }
    }

    /**
     * @param crashPoint told each step of sealing, for fault tests
     * @throws IOException when the master key cannot be read; names the remedy
     */
    public RecordingRoom(
            Vertx vertx,
            Database database,
            Audit audit,
            Clock clock,
            Settings settings,
            RecordingNode node,
            RecordingProbe probe,
            MeterRegistry registry,
            Consumer<String> crashPoint)
            throws IOException {
        this.vertx = vertx;
        this.clock = clock;
        this.crashPoint = crashPoint;
        this.pauseRows = new PauseRows(database, audit, clock, node);
        this.spool = new Spool(settings.spool());
        this.folder = new FolderStore(settings.store(), node.name());
        var alarms = new Alarms(vertx, database, clock, node);
        keeping = new StoreRoom(database, audit, clock, settings, node, folder, alarms, registry, crashPoint);
        var stores = keeping.stores();
        var masters = keeping.masters();
        gate.onChange(new GateNotice(vertx, database, node, gate, alarms)::write);
        registry.gauge(
                "huifang.recording.gate.open", gate, g -> g.blockedReason().isEmpty() ? 1 : 0);

        proofWork = new FileWork(RecordingThreads.bounded("recording-proof", 1, 4));
        proof = new RecordingProof(vertx, spool, probe, gate, proofWork);
        watch = new RecordingWatch(spool, clock, alarms, proof, watchThread);
        folders = new FolderCheck(
                spool, folder, settings.minFreeMb(), f -> Files.getFileStore(f).getUsableSpace(), gate);

        var rows = new SealingRows(database, audit, clock, node);
        sealer = new Sealer(
                vertx,
                rows,
                new SealProcedure(spool, folder, stores, masters, rows, new CampaignFormat(database), crashPoint),
                spool,
                new SealRetries(rows, alarms, FIRST_RETRY),
                new StoreWait(alarms, node, FIRST_RETRY),
                new SealMetrics(registry),
                settings.workers(),
                SETTLE);
        var findings = new SweepFindings(database, clock, node, registry);
        sweep = new RecordingSweep(database, clock, node, spool, folder, stores, alarms, sealer, findings);
        S3Store objects = keeping.objectStore();
        objectSweep = objects == null
                ? null
                : new ObjectSweep(
                        objects.versions(),
                        new ObjectSweepRows(database, clock, node),
                        alarms,
                        findings,
                        new ObjectSweepMetrics(registry, clock),
                        clock,
                        ObjectSweep.Pace.USUAL);

        var sealed = new SealedSounds(stores, masters);
        playWork = new FileWork(RecordingThreads.bounded("recording-play", PLAY_THREADS, PLAY_WAITING));
        catalog = new RecordingCatalog(database);
        sounds = new SoundSource(vertx, database, audit, sealed, alarms, playWork);
        waveforms = new Waveforms(vertx, sealed, playWork);
        marker = new SoundMarker(vertx, sealed, playWork);
        plain = new PlainSounds(sealed, alarms);
    }

    /**
     * Checks the folders, loads the codecs, takes up what an earlier run left, and begins to prove that Asterisk's
     * recordings arrive; until then the gate is closed. Fails when the spool is missing or another server's.
     */
    public Future<Void> start() {
        gate.close(Cause.NOT_PROVEN, "no recording has arrived since the start");
        return vertx.executeBlocking(() -> {
                    Loader.load(avcodec.class);
                    keeping.prepare();
                    folder.prepare();
                    spool.prepare();
                    return spool;
                })
                .onSuccess(ready -> {
                    sealer.start();
                    keeping.start();
                    watchThread.scheduleWithFixedDelay(this::look, 0, CHECK_EVERY_MS, TimeUnit.MILLISECONDS);
                    sweepThread.scheduleWithFixedDelay(sweep::run, 0, SWEEP_EVERY_HOURS, TimeUnit.HOURS);
                    if (objectSweep != null) {
                        objectThread.scheduleWithFixedDelay(
                                objectSweep::run, OBJECTS_AFTER_S, OBJECTS_EVERY_S, TimeUnit.SECONDS);
                    }
                    watchdog = vertx.setPeriodic(CHECK_EVERY_MS, id -> {
                        if (System.nanoTime() - lookedAt > CHECK_HANGS_AFTER_NANOS) {
                            gate.close(Cause.NO_ANSWER, "spool or store do not answer: check their mounts");
                        }
                    });
                    proof.distrust("no recording has arrived since the start");
                })
                .mapEmpty();
    }

    private void look() {
        folders.look();
        lookedAt = System.nanoTime();
        gate.open(Cause.NO_ANSWER);
    }

    /** Stops at once; what is being sealed gets 10 s, what waits is taken up at the next start. */
    public Future<Void> stop() {
        vertx.cancelTimer(watchdog);
        proof.stop();
        watchThread.shutdown();
        sweepThread.shutdown();
        if (objectSweep != null) {
            objectSweep.stop();
        }
        objectThread.shutdownNow();
        return vertx.executeBlocking(
                        () -> {
                            sealer.stop();
                            keeping.stop();
                            playWork.stop();
                            proofWork.stop();
                            spool.close();
                            return spool;
                        },
                        false)
                .mapEmpty();
    }

    /** Pauses of live recordings; to be started and stopped apart, because they need the PBX. */
    public RecordingPauses pauses(Telephony telephony) {
        return new RecordingPauses(vertx, clock, telephony, pauseRows, crashPoint);
    }

    /** The PBX was away or restarted: nothing is dialled until a probe arrives again. */
    public void proveAgain(String why) {
        proof.distrust(why);
    }

    /** Where sealed files are; its methods block. */
    public RecordingStore store() {
        return keeping.stores();
    }

    /** Stores, moves between them, and master keys. */
    public StoreRoom keeping() {
        return keeping;
    }

    public RecordingGate gate() {
        return gate;
    }

    public RecordingWatch watch() {
        return watch;
    }

    public Sealer sealer() {
        return sealer;
    }

    public RecordingCatalog catalog() {
        return catalog;
    }

    public SoundSource sounds() {
        return sounds;
    }

    public SoundMarker marker() {
        return marker;
    }

    public PlainSounds plain() {
        return plain;
    }

    public Waveforms waveforms() {
        return waveforms;
    }
}
