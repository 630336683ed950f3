package org.huifang.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.RecordingStores;
import org.huifang.recording.store.StoreRefusedException;
import org.huifang.recording.store.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves this node's recordings between stores, one after the other, on a thread of its own: copied, read back from the target
 * and compared by hash, then the row switched, then the source deleted if its store lets go of it. May be killed at any
 * instant: a copy without its row is found again by its hash, a source without its deletion by its row.
 */
final class RecordingMover {
    private static final Logger log = LoggerFactory.getLogger(RecordingMover.class);
    private static final int BLOCK = 64 * 1024;
    private static final int PAGE = 50;

    private final MoveRows rows;
    private final RecordingStores stores;
    private final FolderStore folder;
    private final Alarms alarms;
    private final MoveMetrics metrics;
    private final Consumer<String> crashPoint;
    private volatile boolean stopped;

    /** @param folder where copies are made on their way */
    RecordingMover(
            MoveRows rows,
            RecordingStores stores,
            FolderStore folder,
            Alarms alarms,
            MoveMetrics metrics,
            Consumer<String> crashPoint) {
        this.rows = rows;
        this.stores = stores;
        this.folder = folder;
        this.alarms = alarms;
        this.metrics = metrics;
        this.crashPoint = crashPoint;
    }

    /** Works off what there is; comes back when it is done, stands still or is stopped. */
    void run() {
        try {
            deleteSources();
            for (MoveRows.Share share : OnWorker.await(rows.running())) {
                work(share);
            }
            deleteSources();
        } catch (IOException | RuntimeException e) {
            log.warn("recordings are not moved now cause={}", e.toString());
        }
    }

    void stop() {
        stopped = true;
    }

    private void work(MoveRows.Share share) throws IOException {
        MoveRows.Share at = share;
        while (!stopped && OnWorker.await(rows.runs(share.move()))) {
            List<MovingRecording> page = OnWorker.await(rows.next(at, PAGE));
            for (MovingRecording one : page) {
                if (stopped) {
                    return;
                }
                try {
                    moveOrPass(share, one);
                } catch (IOException | RuntimeException e) {
                    log.warn("a move stands still move={} attempt={}", share.move(), one.id(), e);
                    metrics.failed();
                    OnWorker.await(rows.standsStill(share, String.valueOf(e.getMessage())));
                    return;
                }
            }
            if (page.isEmpty()) {
                OnWorker.await(rows.ended(share));
                return;
            }
            MovingRecording last = page.get(page.size() - 1);
            at = new MoveRows.Share(
                    share.move(),
                    share.orgId(),
                    share.from(),
                    share.to(),
                    share.sealedBefore(),
                    last.claimedAt(),
                    last.id());
            deleteSources();
        }
    }

    private void moveOrPass(MoveRows.Share share, MovingRecording one) throws IOException {
        try {
            move(share, one);
        } catch (DamagedRecordingException e) {
            alarms.raise(SoundSource.DAMAGED, one.id().toString(), String.valueOf(e.getMessage()));
            metrics.failed();
            OnWorker.await(rows.passed(share, one, true));
        }
    }

    private void move(MoveRows.Share share, MovingRecording first) throws IOException {
        RecordingStore target = stores.of(share.to());
        MovingRecording one = first;
        Optional<Stored> left = target.find(nameOf(one), one.sha256Stored());
        Stored copy = left.isPresent() ? left.get() : copy(target, one);
        crashPoint.accept("move-copied");
        if (!Arrays.equals(Sha256.of(target.open(copy)), one.sha256Stored())) {
            throw new IOException("the copy of " + one.id() + " in " + share.to() + " does not have the sealed hash");
        }
        crashPoint.accept("move-verified");
        while (true) {
            target.extend(copy, one.retainUntil());
            if (one.held() || one != first || left.isPresent()) {
                target.hold(copy, one.held());
            }
            if (OnWorker.await(rows.switched(share, one, copy))) {
                crashPoint.accept("move-switched");
                metrics.moved(one.sizeBytes());
                log.info("recording moved attempt={} from={} to={}", one.id(), share.from(), share.to());
                return;
            }
            // Held, lifted or retained longer meanwhile, moved by another run, or gone.
            Optional<MovingRecording> now = OnWorker.await(rows.now(one));
            if (now.isEmpty() || !now.get().stored().equals(one.stored())) {
                OnWorker.await(rows.passed(share, one, false));
                return;
            }
            one = now.get();
        }
    }

    private static String nameOf(MovingRecording one) {
        return FolderStore.nameOf(one.id(), one.startedAt());
    }

    /** Only bytes that have the sealed hash are kept. */
    private Stored copy(RecordingStore target, MovingRecording one) throws IOException {
        Path passing = folder.incoming(one.id(), one.keyId());
        try {
            byte[] hash = fetch(one, passing);
            if (!Arrays.equals(hash, one.sha256Stored())) {
                throw new DamagedRecordingException("the file " + one.stored() + " is not what was sealed");
            }
            return target.keep(passing, nameOf(one), one.retainUntil());
        } finally {
            Files.deleteIfExists(passing);
        }
    }

    private byte[] fetch(MovingRecording one, Path passing) throws IOException {
        var digest = Sha256.start();
        var block = ByteBuffer.allocate(BLOCK);
        try (SeekableByteChannel from = stores.open(one.stored());
                var to = FileChannel.open(
                        passing,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            while (from.read(block) >= 0) {
                block.flip();
                digest.update(block.duplicate());
                while (block.hasRemaining()) {
                    to.write(block);
                }
                block.clear();
            }
            to.force(true);
        } catch (NoSuchFileException e) {
            throw new DamagedRecordingException("the file " + one.stored() + " is gone", e);
        }
        return digest.digest();
    }

    private void deleteSources() throws IOException {
        List<MoveRows.Source> sources;
        do {
            sources = OnWorker.await(rows.sources(PAGE));
            for (MoveRows.Source source : sources) {
                try {
                    letGo(source);
                    crashPoint.accept("move-source-deleted");
                    OnWorker.await(rows.deleted(source));
                } catch (StoreRefusedException e) {
                    OnWorker.await(rows.refused(source, String.valueOf(e.getMessage())));
                }
            }
        } while (sources.size() == PAGE && !stopped);
    }

    /** A legal hold that was lifted while the recording was elsewhere is still on what it left here. */
    private void letGo(MoveRows.Source source) throws IOException {
        try {
            stores.delete(source.stored());
        } catch (StoreRefusedException e) {
            if (source.held()) {
                throw e;
            }
            stores.hold(source.stored(), false);
            stores.delete(source.stored());
        }
    }
}
