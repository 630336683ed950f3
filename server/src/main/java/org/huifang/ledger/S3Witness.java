package org.huifang.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.huifang.recording.store.LockedNotes;
import org.jspecify.annotations.Nullable;

/**
 * A bucket with Object Lock: each head is an object that nobody, the account's owner included, deletes or changes for
 * {@code keep_days}. It vouches for no time: its answers are not signed.
 *
 * <p>Names count downwards, so that the furthest head is the first of a list and one short listing tells what is held.
 * Whoever has the credentials can put another version over a head or hide it behind a marker; all versions are read.
 */
final class S3Witness implements Witness {
    private final String name;
    private final WitnessSettings.S3 settings;
    private final Clock clock;
    private @Nullable LockedNotes notes;

    /** Reaches nothing yet. */
    S3Witness(String name, WitnessSettings.S3 settings, Clock clock) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable WitnessReceipt give(SignedHead head) throws IOException {
        LockedNotes bucket = opened();
        boolean there = false;
        for (LockedNotes.Note note : bucket.first(folder(head.chain()))) {
            SignedHead held = read(note);
            if (held.seq() > head.seq()
                    || (held.seq() == head.seq() && !held.hash().equals(head.hash()))) {
                throw new HeadRefusedException(held);
            }
            there |= held.digest().equals(head.digest());
        }
        if (!there) {
            bucket.keep(
                    folder(head.chain()) + "%019d.head".formatted(Long.MAX_VALUE - head.seq()),
                    (head.toJson().encode() + "\n").getBytes(StandardCharsets.UTF_8),
                    clock.instant().plus(Duration.ofDays(settings.keepDays())));
        }
        return null;
    }

    private LockedNotes opened() throws IOException {
        LockedNotes known = notes;
        if (known == null) {
            known = new LockedNotes(settings.reached());
            notes = known;
        }
        return known;
    }

    /** All heads that the bucket holds, hidden ones too, as lines of a witness's book. */
    static List<String> book(WitnessSettings.S3 settings) throws IOException {
        try (var notes = new LockedNotes(settings.reached())) {
            var lines = new ArrayList<String>();
            notes.all("", note -> lines.add(read(note).toJson().encode()));
            return lines;
        }
    }

    private static String folder(String chain) {
        return chain + "/";
    }

    private static SignedHead read(LockedNotes.Note note) throws IOException {
        try {
            return SignedHead.read(new JsonObject(new String(note.bytes(), StandardCharsets.UTF_8)));
        } catch (DecodeException | IllegalArgumentException e) {
            throw new IOException(note.name() + " in the bucket is no head: somebody else writes there, look at it", e);
        }
    }
}
