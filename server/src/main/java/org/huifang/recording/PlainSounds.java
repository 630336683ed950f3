package org.huifang.recording;

import java.io.IOException;
import java.io.InputStream;

/**
 * The encoded sound of sealed recordings, from beginning to end, for what leaves the house as a whole. Whoever takes it has
 * proven the right to it and put that on file before. Blocks.
 */
public final class PlainSounds {
    private final SealedSounds sounds;
    private final Alarms alarms;

    PlainSounds(SealedSounds sounds, Alarms alarms) {
        this.sounds = sounds;
        this.alarms = alarms;
    }

    /** What is done with the sound; it must not keep the stream. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(InputStream sound) throws IOException;
    }

    /**
     * @param sound must be {@link StoredSound#playable}
     * @throws DamagedRecordingException (and an alarm) when the file is not what was sealed
     */
    public <T> T read(StoredSound sound, Reader<T> reader) throws IOException {
        try (var file = sounds.open(sound)) {
            return reader.read(new SealedInputStream(file));
        } catch (DamagedRecordingException e) {
            alarms.raise(SoundSource.DAMAGED, sound.id().toString(), String.valueOf(e.getMessage()));
            throw e;
        }
    }
}
