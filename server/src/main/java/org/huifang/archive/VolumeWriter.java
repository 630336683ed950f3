package org.huifang.archive;

import io.vertx.core.Future;
import java.io.IOException;
import java.security.DigestOutputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.huifang.access.HearingRight;
import org.huifang.identity.SignedIn;
import org.huifang.recording.DamagedRecordingException;
import org.huifang.recording.OnWorker;
import org.huifang.recording.PlainSounds;
import org.huifang.recording.RecordingCatalog;
import org.huifang.recording.StoredSound;
import org.huifang.recording.store.FolderStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills one volume. Every sound passes the hearing right of whoever asked and stands in the audit log before it is written. */
final class VolumeWriter {
    /** README, the head of the page, the ledger's proof, the folders. */
    private static final long FIXED_BYTES = 24 * 1024;
    /** A recording's lines in lists and sums, and what encryption adds. */
    private static final long LINE_BYTES = 2560;

    private static final Logger log = LoggerFactory.getLogger(VolumeWriter.class);
    private final ArchiveRows rows;
    private final HearingRight hearing;
    private final RecordingCatalog catalog;
    private final PlainSounds sounds;
    private final Clock clock;
    private final Consumer<String> crashPoint;

    VolumeWriter(
            ArchiveRows rows,
            HearingRight hearing,
            RecordingCatalog catalog,
            PlainSounds sounds,
            Clock clock,
            Consumer<String> crashPoint) {
        this.rows = rows;
        this.hearing = hearing;
        this.catalog = catalog;
        this.sounds = sounds;
        this.clock = clock;
        this.crashPoint = crashPoint;
    }

    /** Nobody wants it any more, or the server stops. */
    static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Writes the volume that begins behind a place, whole and synced, still under its hidden name.
     *
     * @param goOn asked at each page
     */
    ArchiveRows.Filled fill(
            VolumeFolder folder,
            ArchiveJob job,
            int number,
            SignedIn requester,
            @Nullable Recipient recipient,
            ArchiveRows.Place after,
            BooleanSupplier goOn)
            throws IOException, StoppedException {
        try (var readme = folder.createOpen(Readme.NAME)) {
            readme.text(Readme.text(job, number, recipient == null ? "" : recipient.fingerprint()));
        }
        var lists = List.of(
                new ManifestCsv(folder, job),
                new ManifestJson(folder, job, number, clock.instant()),
                new IndexPage(folder, job, number));
        var filling = new Filling(folder, job, job.volumeName(number), requester, lists);
        var place = after;
        boolean last = false;
        while (!filling.full) {
            List<ArchivedCall> page = OnWorker.await(rows.calls(job, place));
            if (page.isEmpty()) {
                last = true;
                break;
            }
            if (!goOn.getAsBoolean()) {
                throw new StoppedException();
            }
            place = filling.add(page, place);
            last = !filling.full && page.size() < ArchiveRows.PAGE;
            if (last) {
                break;
            }
        }
        if (filling.full) {
            last = OnWorker.await(rows.calls(job, place)).isEmpty();
        }
        for (VolumeList list : lists) {
            list.end(last);
        }
        byte[] sums = folder.seal();
        return new ArchiveRows.Filled(filling.recordings, filling.withoutSound, folder.bytes(), sums, last, place);
    }

    /** What goes into one volume. */
    private final class Filling {
        private final VolumeFolder folder;
        private final ArchiveJob job;
        private final String name;
        private final SignedIn requester;
        private final List<? extends VolumeList> lists;
        private long reserved = FIXED_BYTES;
        private long recordings;
        private long withoutSound;
        private boolean full;

        private Filling(
                VolumeFolder folder,
                ArchiveJob job,
                String name,
                SignedIn requester,
                List<? extends VolumeList> lists) {
            this.folder = folder;
            this.job = job;
            this.name = name;
            this.requester = requester;
            this.lists = lists;
        }

        /** @return the place behind the last one that fits */
        private ArchiveRows.Place add(List<ArchivedCall> page, ArchiveRows.Place before) throws IOException {
            var fitting = fitting(page);
            crashPoint.accept("archive-listed");
            var permitted = permitted(fitting);
            OnWorker.await(rows.noteCopies(job, name, permitted, recordings));
            crashPoint.accept("archive-noted-copies");
            var place = before;
            for (ArchivedCall call : fitting) {
                ArchivedLine line = line(call, permitted.contains(call.id()));
                for (VolumeList list : lists) {
                    list.add(line);
                }
                recordings++;
                withoutSound += line.file() == null ? 1 : 0;
                place = new ArchiveRows.Place(call.claimedAt(), call.id());
                crashPoint.accept("archive-sound");
            }
            return place;
        }

        private List<ArchivedCall> fitting(List<ArchivedCall> page) {
            var fitting = new ArrayList<ArchivedCall>(page.size());
            for (ArchivedCall call : page) {
                Long size = call.sizeBytes();
                long needs = LINE_BYTES + (call.withoutSound() != null || size == null ? 0 : size);
                if (reserved + needs > job.volumeBytes() && (recordings > 0 || !fitting.isEmpty())) {
                    full = true;
                    break;
                }
                reserved += needs;
                fitting.add(call);
            }
            return fitting;
        }

        /** Those with a sound that this person may take away now. */
        private List<UUID> permitted(List<ArchivedCall> calls) throws IOException {
            var permitted = new ArrayList<UUID>(calls.size());
            for (ArchivedCall call : calls) {
                if (call.withoutSound() == null
                        && OnWorker.await(hearing.copyRightTo(requester, call.id())
                                .map(true)
                                .recover(e -> e instanceof org.huifang.Refusal
                                        ? Future.succeededFuture(false)
                                        : Future.failedFuture(e)))) {
                    permitted.add(call.id());
                }
            }
            return permitted;
        }

        private ArchivedLine line(ArchivedCall call, boolean permitted) throws IOException {
            String without = call.withoutSound();
            if (without != null || !permitted) {
                return new ArchivedLine(call, null, null, 0, without == null ? "NOT_PERMITTED" : without);
            }
            StoredSound sound = OnWorker.await(catalog.find(call.id()))
                    .filter(StoredSound::playable)
                    .orElse(null);
            return sound == null ? new ArchivedLine(call, null, null, 0, "PURGED") : copy(call, sound);
        }

        private ArchivedLine copy(ArchivedCall call, StoredSound sound) throws IOException {
            var day = LocalDate.ofInstant(call.startedAt(), job.zone());
            String file = "sounds/%s/%s.%s"
                    .formatted(
                            FolderStore.folderOf(day),
                            call.id(),
                            java.util.Objects.requireNonNull(sound.format()).container());
            VolumeFolder.VolumeFile out = folder.create(file);
            try {
                var digest = Hashes.start();
                long length = sounds.read(sound, in -> in.transferTo(new DigestOutputStream(out, digest)));
                byte[] hash = digest.digest();
                if (!Arrays.equals(hash, call.sha256Sound())) {
                    throw new NotWhatWasSealed();
                }
                out.close();
                return new ArchivedLine(call, file, Hashes.hex(hash), length, null);
            } catch (DamagedRecordingException | NotWhatWasSealed e) {
                log.error("a sound is left out of its archive attempt={} cause={}", call.id(), e.toString());
                out.discard();
                return new ArchivedLine(call, null, null, 0, "DAMAGED");
            }
        }
    }

    private static final class NotWhatWasSealed extends IOException {
        private static final long serialVersionUID = 1L;

        NotWhatWasSealed() {
            super("the decrypted sound does not have the hash that was sealed");
        }
    }
}
