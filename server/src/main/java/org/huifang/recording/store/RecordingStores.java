package org.huifang.recording.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All stores of this server as one: a file is looked for where it was kept, a new one is kept in the main store. */
public final class RecordingStores implements RecordingStore {
    private final RecordingStore main;
    private final Map<String, RecordingStore> byName = new LinkedHashMap<>();

    /** @param others beside the main one: what was kept there earlier is read from there */
    public RecordingStores(RecordingStore main, Collection<RecordingStore> others) {
        this.main = main;
        byName.put(main.store(), main);
        others.forEach(store -> byName.put(store.store(), store));
    }

    /** Names of all stores that this server can reach by its settings, the main one first. */
    public Collection<String> names() {
        return byName.keySet();
    }

    /** @throws IOException when this server's settings name no such store */
    public RecordingStore of(String store) throws IOException {
        RecordingStore found = byName.get(store);
        if (found == null) {
            throw new IOException("the recording is in store '" + store + "', but this server's settings know only "
                    + byName.keySet() + ": add it under recording");
        }
        return found;
    }

    @Override
    public String store() {
        return main.store();
    }

    @Override
    public Stored keep(Path finishedFile, String name, Instant retainUntil) throws IOException {
        return main.keep(finishedFile, name, retainUntil);
    }

    @Override
    public boolean keepsVersions() {
        return main.keepsVersions();
    }

    @Override
    public SeekableByteChannel open(Stored stored) throws IOException {
        return of(stored.store()).open(stored);
    }

    @Override
    public Optional<Stored> find(String name, byte[] sha256) throws IOException {
        return main.find(name, sha256);
    }

    @Override
    public boolean exists(Stored stored) throws IOException {
        return of(stored.store()).exists(stored);
    }

    @Override
    public long size(Stored stored) throws IOException {
        return of(stored.store()).size(stored);
    }

    @Override
    public void extend(Stored stored, Instant retainUntil) throws IOException {
        of(stored.store()).extend(stored, retainUntil);
    }

    @Override
    public void hold(Stored stored, boolean held) throws IOException {
        of(stored.store()).hold(stored, held);
    }

    @Override
    public void delete(Stored stored) throws IOException {
        of(stored.store()).delete(stored);
    }

    @Override
    public Lock lock(Stored stored) throws IOException {
        return of(stored.store()).lock(stored);
    }

    @Override
    public void erase(Stored stored) throws IOException {
        of(stored.store()).erase(stored);
    }
}
