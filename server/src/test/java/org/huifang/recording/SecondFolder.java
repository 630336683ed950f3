package org.huifang.recording;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.Lock;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.Stored;

/** A folder that says it is another store, to move to and from without a service. */
class SecondFolder implements RecordingStore {
    private final FolderStore folder;
    private final String name;

    SecondFolder(Path root, String name) throws IOException {
        this.folder = new FolderStore(root, "lab");
        this.name = name;
        Files.createDirectories(root);
    }

    private static Stored inside(Stored stored) {
        return new Stored(FolderStore.STORE, stored.name(), null);
    }

    @Override
    public String store() {
        return name;
    }

    @Override
    public Stored keep(Path finishedFile, String as, Instant retainUntil) throws IOException {
        folder.keep(finishedFile, as, retainUntil);
        return new Stored(name, as, null);
    }

    @Override
    public boolean keepsVersions() {
        return false;
    }

    @Override
    public SeekableByteChannel open(Stored stored) throws IOException {
        return folder.open(inside(stored));
    }

    @Override
    public Optional<Stored> find(String as, byte[] sha256) throws IOException {
        return folder.find(as, sha256).map(found -> new Stored(name, as, null));
    }

    @Override
    public boolean exists(Stored stored) throws IOException {
        return folder.exists(inside(stored));
    }

    @Override
    public long size(Stored stored) throws IOException {
        return folder.size(inside(stored));
    }

    @Override
    public void extend(Stored stored, Instant retainUntil) {}

    @Override
    public void hold(Stored stored, boolean held) {}

    @Override
    public void delete(Stored stored) throws IOException {
        folder.delete(inside(stored));
    }

    @Override
    public Lock lock(Stored stored) {
        return Lock.NONE;
    }

    @Override
    public void erase(Stored stored) throws IOException {
        delete(stored);
    }
}
