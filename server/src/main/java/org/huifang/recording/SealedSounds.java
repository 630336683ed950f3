package org.huifang.recording;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Opens sealed files by what their rows say. Blocks. */
final class SealedSounds {
    private final FolderStore store;
    private final MasterKey master;

    SealedSounds(FolderStore store, MasterKey master) {
        this.store = store;
        this.master = master;
    }

    /** @throws DamagedRecordingException when the file is gone, of another size, or not this recording's */
    SealedFile open(StoredSound sound) throws IOException {
        StoredSound.Key key = sound.key();
        Long size = sound.sizeBytes();
        if (key == null || size == null) {
            throw new IllegalArgumentException("recording " + sound.id() + " is " + sound.state());
        }
        var fileKey = master.unwrap(key.keyId(), key.wrapped(), key.masterId());
        var file = store.path(key.storedAs());
        try {
            long there = java.nio.file.Files.size(file);
            if (there != size) {
                throw new DamagedRecordingException("the file has " + there + " bytes, sealed were " + size);
            }
            return SealedFile.open(file, sound.id(), id -> id.equals(key.keyId()) ? fileKey : null);
        } catch (NoSuchFileException e) {
            throw new DamagedRecordingException("the file " + key.storedAs() + " is gone", e);
        }
    }
}
