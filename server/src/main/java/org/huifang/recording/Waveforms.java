package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Peaks of sealed recordings, computed when first asked for and kept for the last {@value #KEPT}. */
public final class Waveforms {
    private static final int KEPT = 200;
    private static final int RATE = 8000;

    private final Vertx vertx;
    private final SealedSounds sounds;
    private final FileWork work;
    private final Map<UUID, Peaks> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Peaks> eldest) {
            return size() > KEPT;
        }
    };

    Waveforms(Vertx vertx, SealedSounds sounds, FileWork work) {
        this.vertx = vertx;
        this.sounds = sounds;
        this.work = work;
    }

    /** @param sound must be {@link StoredSound#playable} */
    public Future<Peaks> of(StoredSound sound) {
        Peaks known;
        synchronized (kept) {
            known = kept.get(sound.id());
        }
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return work.run(vertx.getOrCreateContext(), () -> compute(sound)).onSuccess(peaks -> {
            synchronized (kept) {
                kept.put(sound.id(), peaks);
            }
        });
    }

    private Peaks compute(StoredSound sound) throws IOException {
        SoundFormat format = sound.format();
        if (format == null) {
            throw new IllegalArgumentException("recording " + sound.id() + " is " + sound.state());
        }
        Long duration = sound.durationMs();
        var collector = new Peaks.Collector(duration == null ? 0 : duration * RATE / 1000);
        try (var file = sounds.open(sound)) {
            int rate = SoundDecoder.decode(new SealedInputStream(file), format, collector::add);
            return collector.done(rate);
        }
    }
}
