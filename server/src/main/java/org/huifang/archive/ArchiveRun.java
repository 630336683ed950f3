package org.huifang.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.identity.SignedIn;
import org.huifang.ledger.Ed25519;
import org.huifang.ledger.LedgerProof;
import org.huifang.ledger.LedgerProofs;
import org.huifang.recording.OnWorker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes approved archives, volume after volume. A volume is written aside, entered in the ledger, given its proof and only
 * then its name; after a kill the volume that was open is made anew, or finished where the ledger has it already.
 */
final class ArchiveRun {
    private static final Logger log = LoggerFactory.getLogger(ArchiveRun.class);

    private final ArchiveFolder target;
    private final ArchiveRows rows;
    private final VolumeWriter writer;
    private final LedgerProofs proofs;
    private final Clock clock;
    private final Consumer<String> crashPoint;
    private volatile boolean stopped;

    ArchiveRun(
            ArchiveFolder target,
            ArchiveRows rows,
            VolumeWriter writer,
            LedgerProofs proofs,
            Clock clock,
            Consumer<String> crashPoint) {
        this.target = target;
        this.rows = rows;
        this.writer = writer;
        this.proofs = proofs;
        this.clock = clock;
        this.crashPoint = crashPoint;
    }

    void stop() {
        stopped = true;
    }

    /** All that can be made now. Blocks. */
    void run() {
        try {
            var waiting = new HashSet<UUID>();
            while (!stopped) {
                ArchiveJob job = OnWorker.await(rows.next(waiting));
                VolumeFolder.sweep(target.root(), target.node(), job == null ? null : job.id());
                if (job == null) {
                    return;
                }
                if (!step(job)) {
                    waiting.add(job.id());
                }
            }
        } catch (IOException | RuntimeException e) {
            log.warn("archives wait cause={}", e.toString());
        }
    }

    /** Makes one volume, or ends the archive; false: it waits. */
    private boolean step(ArchiveJob job) throws IOException {
        ArchiveRows.Noted newest = OnWorker.await(rows.newestVolume(job.id()));
        if (newest != null && newest.done() && newest.last()) {
            OnWorker.await(rows.finished(job));
            log.info("archive done archive={} volumes={}", job.id(), newest.number());
            return true;
        }
        try {
            if (newest != null && !newest.done() && whole(job, newest)) {
                publish(job, newest.number(), newest.sha256());
                return true;
            }
            int number = newest == null ? 1 : newest.done() ? newest.number() + 1 : newest.number();
            return volume(job, number);
        } catch (IOException | RuntimeException e) {
            log.warn("archive waits archive={} cause={}", job.id(), e.toString());
            OnWorker.await(rows.waits(job.id(), ArchiveProblem.of(e, target.root())));
            return false;
        }
    }

    private boolean volume(ArchiveJob job, int number) throws IOException {
        SignedIn requester = OnWorker.await(rows.requester(job));
        if (requester == null) {
            OnWorker.await(rows.waits(job.id(), "REQUESTER"));
            return false;
        }
        if (!target.hasRoomFor(Math.min(job.volumeBytes(), job.bytes()))) {
            OnWorker.await(rows.waits(job.id(), "SPACE: " + target.free()));
            return false;
        }
        Path unfinished = VolumeFolder.unfinished(target.root(), target.node(), job.id(), number);
        ArchiveRows.Place after = OnWorker.await(rows.before(job.id(), number));
        ArchiveRows.Filled filled;
        try (var folder = VolumeFolder.begin(target.root(), target.node(), job.id(), number, recipient(job))) {
            filled = writer.fill(folder, job, number, requester, recipient(job), after, () -> goesOn(job));
        } catch (VolumeWriter.StoppedException e) {
            VolumeFolder.remove(unfinished);
            return !stopped;
        }
        crashPoint.accept("archive-written");
        if (!OnWorker.await(rows.stillRunning(job.id()))) {
            VolumeFolder.remove(unfinished);
            return true;
        }
        OnWorker.await(rows.noteVolume(job, number, filled));
        crashPoint.accept("archive-in-ledger");
        publish(job, number, filled.sha256());
        return true;
    }

    private boolean goesOn(ArchiveJob job) {
        try {
            return !stopped && OnWorker.await(rows.stillRunning(job.id()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private @Nullable Recipient recipient(ArchiveJob job) throws IOException {
        try {
            return job.recipientKey() == null ? null : Recipient.read(job.recipientKey(), clock.instant());
        } catch (Recipient.UnusableKeyException e) {
            throw new ArchiveProblem.StuckException("KEY", e.why().name());
        }
    }

    /** Is what the ledger knows still there, hidden or named already? Its files were synced before the ledger heard of it. */
    private boolean whole(ArchiveJob job, ArchiveRows.Noted volume) throws IOException {
        for (Path folder : new Path[] {
            VolumeFolder.unfinished(target.root(), target.node(), job.id(), volume.number()),
            target.root().resolve(volume.name())
        }) {
            Path sums = folder.resolve(VolumeFolder.SUMS);
            if (Files.exists(sums) && Arrays.equals(Hashes.of(sums), volume.sha256())) {
                return true;
            }
        }
        return false;
    }

    private void publish(ArchiveJob job, int number, byte[] sums) throws IOException {
        Path unfinished = VolumeFolder.unfinished(target.root(), target.node(), job.id(), number);
        Path named = target.root().resolve(job.volumeName(number));
        if (Files.exists(named)) {
            if (!Arrays.equals(Hashes.of(named.resolve(VolumeFolder.SUMS)), sums)) {
                throw new ArchiveProblem.StuckException("NAME_TAKEN", job.volumeName(number));
            }
        } else {
            LedgerProof proof = proof(job, sums);
            VolumeFolder.writeSynced(
                    unfinished.resolve(VolumeProof.FILE),
                    (proof.toJson().encodePrettily() + "\n").getBytes(StandardCharsets.UTF_8));
            VolumeFolder.writeSynced(
                    unfinished.resolve(VolumeProof.KEY),
                    (Base64.getEncoder().encodeToString(proof.publicKey()) + "\n").getBytes(StandardCharsets.US_ASCII));
            crashPoint.accept("archive-proven");
            VolumeFolder.publish(unfinished, named);
            log.info(
                    "archive volume made archive={} volume={} key={}",
                    job.id(),
                    number,
                    Ed25519.fingerprint(proof.publicKey()));
        }
        crashPoint.accept("archive-named");
        OnWorker.await(rows.volumeDone(job.id(), number));
    }

    private LedgerProof proof(ArchiveJob job, byte[] sums) throws IOException {
        return OnWorker.await(rows.volumeEntry(job.id(), sums).compose(entry -> proofs.of(List.of(entry))));
    }
}
