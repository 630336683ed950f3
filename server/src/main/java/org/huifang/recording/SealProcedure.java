package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.db.Ids;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one call's raw files one sealed recording. Blocks; runs on the sealing workers. May be killed at any instant:
 * until the commit a new run replaces whatever was left, after it only the raw files remain to be removed.
 */
final class SealProcedure {
    private static final Logger log = LoggerFactory.getLogger(SealProcedure.class);
    private static final int COPY_BYTES = 64 * 1024;
    private static final long MAY_LACK_MS = 1000;

    private final Spool spool;
    private final FolderStore folder;
    private final RecordingStore store;
    private final MasterKeys masters;
    private final SealingRows rows;
    private final FormatChoice formats;
    private final Consumer<String> crashPoint;

    /** @param folder where a file is made before the store keeps it */
    SealProcedure(
            Spool spool,
            FolderStore folder,
            RecordingStore store,
            MasterKeys masters,
            SealingRows rows,
            FormatChoice formats,
            Consumer<String> crashPoint) {
        this.spool = spool;
        this.folder = folder;
        this.store = store;
        this.masters = masters;
        this.rows = rows;
        this.formats = formats;
        this.crashPoint = crashPoint;
    }

    /** What became of the call's files. */
    enum Result {
        SEALED,
        PARTIAL,
        /** Files without any sound. */
        EMPTY,
        /** Another run had sealed it. */
        ALREADY
    }

    Result seal(PendingRecording row) throws IOException {
        crashPoint.accept("seal-started");
        SoundFormat wanted = formats.of(row);
        try {
            return seal(row, wanted);
        } catch (UnlikeRawFilesException e) {
            if (wanted.lossless()) {
                throw e;
            }
            // Tones and noises are no speech: what a codec for speech makes of them may be too little to vouch for.
            log.warn("sealed without loss instead attempt={} format={} why=\"{}\"", row.id(), wanted, e.getMessage());
            return seal(row, SoundFormat.FLAC);
        }
    }

    private Result seal(PendingRecording row, SoundFormat format) throws IOException {
        UUID keyId = Ids.next();
        Path encodedFile = spool.encoded(row.id());
        Path incoming = folder.incoming(row.id(), keyId);
        try (var sound = CallSound.open(spool.raw(row.id()))) {
            if (sound == null) {
                return Result.EMPTY;
            }
            var encoded = StereoEncoder.encode(sound, format, encodedFile);
            crashPoint.accept("seal-encoded");
            var sealed = encrypt(row, sound, format, encoded, encodedFile, keyId, incoming);
            if (!commit(row, sealed, incoming)) {
                // What lies in the spool is the sweep's to judge.
                log.warn("recording was sealed by another run attempt={}", row.id());
                return Result.ALREADY;
            }
            crashPoint.accept("seal-committed");
            spool.remove(row.id());
            log.info(
                    "recording sealed attempt={} state={} durationMs={} bytes={} problem={}",
                    row.id(),
                    sealed.state(),
                    sealed.durationMs(),
                    sealed.sizeBytes(),
                    sealed.problems());
            return Result.valueOf(sealed.state());
        } finally {
            Files.deleteIfExists(incoming);
            Files.deleteIfExists(encodedFile);
        }
    }

    private SealedSound encrypt(
            PendingRecording row,
            CallSound sound,
            SoundFormat format,
            StereoEncoder.Encoded encoded,
            Path encodedFile,
            UUID keyId,
            Path incoming)
            throws IOException {
        var key = MasterKey.newFileKey();
        MessageDigest soundHash = Sha256.start();
        SealedFileWriter.Written written;
        try (var in = Files.newInputStream(encodedFile);
                var writer = new SealedFileWriter(incoming, row.id(), keyId, key)) {
            byte[] block = new byte[COPY_BYTES];
            for (int n = in.read(block); n > 0; n = in.read(block)) {
                soundHash.update(block, 0, n);
                writer.write(block, 0, n);
            }
            written = writer.finish();
        }
        try (var back = SealedFile.open(incoming, row.id(), id -> id.equals(keyId) ? key : null)) {
            verify(back, format, encoded);
        }
        MasterKey master = masters.current();
        return new SealedSound(
                format,
                sound.durationMs(),
                written.size(),
                FolderStore.nameOf(row.id(), row.startedAt()),
                keyId,
                master.wrap(keyId, key),
                master.id(),
                written.sha256(),
                soundHash.digest(),
                sound.sha256Agent(),
                sound.sha256Customer(),
                problems(row, sound));
    }

    /**
     * Keeps the file and commits its row, here on the worker. Where each content of a name stays apart, it is kept before the
     * row is locked, because such a store may be far away, and read back from there; else while it is locked, so that no other
     * run replaces it.
     */
    private boolean commit(PendingRecording row, SealedSound sealed, Path incoming) throws IOException {
        Stored early = null;
        Instant earlyUntil = Instant.MIN;
        if (store.keepsVersions()) {
            var until = OnWorker.await(rows.retainUntil(row));
            if (until.isEmpty()) {
                return false;
            }
            earlyUntil = until.get();
            early = store.keep(incoming, sealed.storedAs(), earlyUntil);
            crashPoint.accept("seal-stored");
            if (!Arrays.equals(Sha256.of(store.open(early)), sealed.sha256Stored())) {
                throw new IOException("the store gives other bytes of " + early + " than it was given");
            }
        }
        Promise<Optional<Instant>> locked = Promise.promise();
        Promise<Stored> placed = Promise.promise();
        Future<Boolean> committed = rows.sealed(row, sealed, until -> {
            locked.tryComplete(Optional.of(until));
            return placed.future();
        });
        committed.onSuccess(none -> locked.tryComplete(Optional.empty())).onFailure(locked::tryFail);
        try {
            var until = OnWorker.await(locked.future());
            if (until.isPresent()) {
                if (early == null) {
                    early = store.keep(incoming, sealed.storedAs(), until.get());
                    crashPoint.accept("seal-stored");
                } else if (until.get().isAfter(earlyUntil)) {
                    store.extend(early, until.get());
                }
                placed.tryComplete(early);
            }
        } finally {
            // Lets the transaction roll back when the worker gave up, also when its lock is granted only later.
            placed.tryFail("the file was not placed");
        }
        return OnWorker.await(committed);
    }

    /** Reads the sealed file as a player will: the raw files may only go when it sounds as they did. */
    static void verify(SealedFile file, SoundFormat format, StereoEncoder.Encoded encoded) throws IOException {
        MessageDigest fingerprint = Samples.fingerprint();
        var loudness = new Loudness(encoded.rate());
        long[] frames = {0};
        SoundDecoder.decode(new SealedInputStream(file), format, encoded.rate(), samples -> {
            frames[0] += samples.remaining() / 2;
            if (format.lossless()) {
                Samples.update(fingerprint, samples);
            } else {
                loudness.add(samples);
            }
        });
        String difference = loudness.differsFrom(encoded.loudness());
        if (format.lossless()) {
            boolean same = frames[0] == encoded.frames() && Arrays.equals(fingerprint.digest(), encoded.samples());
            difference = same ? null : frames[0] + " of " + encoded.frames() + " frames";
        }
        if (difference != null) {
            throw new UnlikeRawFilesException(difference);
        }
    }

    private static Set<Problem> problems(PendingRecording row, CallSound sound) {
        var problems = EnumSet.noneOf(Problem.class);
        problems.addAll(sound.problems());
        Long expected = row.expectedMs();
        if (expected != null && sound.durationMs() < expected - Math.max(MAY_LACK_MS, expected / 100)) {
            problems.add(Problem.TOO_SHORT);
        }
        return problems;
    }
}
