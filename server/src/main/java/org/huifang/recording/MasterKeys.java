package org.huifang.recording;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.spec.SecretKeySpec;

/**
 * All master keys that this server can read: {@code master.key} and, since a rotation was prepared, {@code master-<id>.key}.
 * One of them wraps the keys of new recordings; with every one of them keys are unwrapped.
 */
public final class MasterKeys {
    private final Path folder;
    private final Map<String, MasterKey> known = new ConcurrentHashMap<>();
    private volatile MasterKey current;

    private MasterKeys(Path folder, MasterKey first) {
        this.folder = folder;
        this.current = first;
        known.put(first.id(), first);
    }

    /** @throws IOException when {@code master.key} or another key cannot be read; names the remedy */
    public static MasterKeys readFrom(Path folder) throws IOException {
        var keys = new MasterKeys(folder, MasterKey.readFrom(folder));
        keys.lookForMore();
        return keys;
    }

    /** Takes up key files that have come since; those that were taken away stay known until the next start. */
    void lookForMore() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, MasterKey.OTHERS)) {
            for (Path file : files) {
                String id = MasterKey.idIn(file);
                if (!known.containsKey(id)) {
                    MasterKey key = MasterKey.read(file);
                    if (!key.id().equals(id)) {
                        throw new IOException(
                                file + " holds another key than its name says: bring it back from its backup");
                    }
                    known.put(id, key);
                }
            }
        }
    }

    /** The one that wraps new keys. */
    MasterKey current() {
        return current;
    }

    Set<String> ids() {
        return Set.copyOf(known.keySet());
    }

    /** @return false when this server cannot read that key: then nothing changed */
    boolean use(String id) {
        MasterKey wanted = known.get(id);
        if (wanted == null) {
            return false;
        }
        current = wanted;
        return true;
    }

    SecretKeySpec unwrap(UUID keyId, byte[] wrapped, String masterId) throws DamagedRecordingException {
        MasterKey key = known.get(masterId);
        return (key == null ? current : key).unwrap(keyId, wrapped, masterId);
    }
}
