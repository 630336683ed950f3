package org.huifang.recording;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import org.huifang.recording.store.RecordingStore;

/** Opens sealed files by what their rows say. Blocks. */
final class SealedSounds {
    private final RecordingStore store;
    private final MasterKeys masters;

    SealedSounds(RecordingStore store, MasterKeys masters) {
        this.store = store;
        this.masters = masters;
    }

    /** @throws DamagedRecordingException when the file is gone, of another size, or not this recording's */
    SealedFile open(StoredSound sound) throws IOException {
        StoredSound.Key key = sound.key();
        Long size = sound.sizeBytes();
        if (key == null || size == null) {
            throw new IllegalArgumentException("recording " + sound.id() + " is " + sound.state());
        }
        var fileKey = masters.unwrap(key.keyId(), key.wrapped(), key.masterId());
        SeekableByteChannel channel;
        try {
            channel = store.open(key.stored());
        } catch (NoSuchFileException e) {
            throw new DamagedRecordingException("the file " + key.stored().name() + " is gone", e);
        }
        return SealedFile.open(expecting(channel, size), sound.id(), id -> id.equals(key.keyId()) ? fileKey : null);
    }

    private static SeekableByteChannel expecting(SeekableByteChannel channel, long size) throws IOException {
        long there = channel.size();
        if (there != size) {
            channel.close();
            throw new DamagedRecordingException("the file has " + there + " bytes, sealed were " + size);
        }
        return channel;
    }
}
