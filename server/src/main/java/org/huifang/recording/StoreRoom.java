package org.huifang.recording;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.huifang.ConfigException;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStores;
import org.huifang.recording.store.S3Clients;
import org.huifang.recording.store.S3Settings;
import org.huifang.recording.store.S3Store;
import org.huifang.recording.store.StoreRefusedException;
import org.jspecify.annotations.Nullable;

/** Where sealed files and their keys are kept, wired: the stores, moves between them, the master keys and their rotation. */
public final class StoreRoom {
    static final String UNREACHABLE = "RECORDING_STORE_UNREACHABLE";
    private static final long LOOK_EVERY_S = 5;
    private static final long CHECK_EVERY_S = 20;

    private final @Nullable S3Store objectStore;
    private final @Nullable String bucket;
    private final RecordingStores stores;
    private final MasterKeys masters;
    private final Alarms alarms;
    private final RecordingMover mover;
    private final RecordingMoves moves;
    private final StoreComparisons comparisons;
    private final KeyRotation rotation;
    private final KeyRotations rotations;
    private final ScheduledExecutorService moveThread = RecordingThreads.timed("recording-move");
    private final ScheduledExecutorService keyThread = RecordingThreads.timed("recording-keys");

    /** @throws IOException when a master key cannot be read; names the remedy */
    StoreRoom(
            Database database,
            Audit audit,
            Clock clock,
            RecordingRoom.Settings settings,
            RecordingNode node,
            FolderStore folder,
            Alarms alarms,
            MeterRegistry registry,
            Consumer<String> crashPoint)
            throws IOException {
        this.alarms = alarms;
        this.masters = MasterKeys.readFrom(settings.keys());
        S3Settings s3 = settings.objectStore();
        this.objectStore = s3 == null ? null : open(s3, clock);
        this.bucket = s3 == null ? null : s3.bucket();
        this.stores = objectStore == null
                ? new RecordingStores(folder, List.of())
                : settings.sealIntoObjectStore()
                        ? new RecordingStores(objectStore, List.of(folder))
                        : new RecordingStores(folder, List.of(objectStore));
        this.mover = new RecordingMover(
                new MoveRows(database, audit, clock, node),
                stores,
                folder,
                alarms,
                new MoveMetrics(registry),
                crashPoint);
        this.moves = new RecordingMoves(database, audit, clock, stores.names());
        this.comparisons = new StoreComparisons(database);
        this.rotation = new KeyRotation(database, audit, clock, node, masters, crashPoint);
        this.rotations = new KeyRotations(database, audit, clock, masters);
    }

    private static S3Store open(S3Settings s3, Clock clock) {
        try {
            return new S3Store(S3Clients.open(s3), s3, clock);
        } catch (IOException e) {
            throw new ConfigException(
                    "object_store.credentials_file", s3.credentialsFile(), "cannot be used (" + e.getMessage() + ")");
        }
    }

    /**
     * Takes up the master key in use, before anything is sealed. Blocks.
     *
     * @throws ConfigException when the object store would not keep what it is given
     */
    void prepare() {
        try {
            checkObjectStore();
        } catch (StoreRefusedException e) {
            throw new ConfigException("object_store.bucket", bucket, String.valueOf(e.getMessage()));
        }
        rotation.run();
    }

    void start() {
        moveThread.scheduleWithFixedDelay(mover::run, 1, LOOK_EVERY_S, TimeUnit.SECONDS);
        keyThread.scheduleWithFixedDelay(rotation::run, LOOK_EVERY_S, LOOK_EVERY_S, TimeUnit.SECONDS);
        keyThread.scheduleWithFixedDelay(this::watchObjectStore, CHECK_EVERY_S, CHECK_EVERY_S, TimeUnit.SECONDS);
    }

    /** What is being copied is left; blocks for at most 10 s. */
    void stop() {
        mover.stop();
        rotation.stop();
        moveThread.shutdown();
        keyThread.shutdown();
        try {
            moveThread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (objectStore != null) {
            objectStore.close();
        }
    }

    /** One that does not answer now may answer later; one that would not keep what it is given stops the start. */
    private void checkObjectStore() throws StoreRefusedException {
        if (objectStore == null) {
            return;
        }
        try {
            objectStore.checkBucket();
            alarms.clear(UNREACHABLE, S3Store.STORE);
        } catch (StoreRefusedException e) {
            throw e;
        } catch (IOException e) {
            alarms.raise(UNREACHABLE, S3Store.STORE, String.valueOf(e.getMessage()));
        }
    }

    private void watchObjectStore() {
        try {
            checkObjectStore();
        } catch (StoreRefusedException e) {
            alarms.raise(UNREACHABLE, S3Store.STORE, String.valueOf(e.getMessage()));
        }
    }

    /** Null: this server's settings name none. */
    @Nullable
    S3Store objectStore() {
        return objectStore;
    }

    /** All stores as one; its methods block. */
    public RecordingStores stores() {
        return stores;
    }

    MasterKeys masters() {
        return masters;
    }

    public RecordingMoves moves() {
        return moves;
    }

    public StoreComparisons comparisons() {
        return comparisons;
    }

    public KeyRotations rotations() {
        return rotations;
    }
}
