package org.huifang.evidence;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.UUID;
import org.huifang.evidence.PackageFiles.Listed;
import org.huifang.recording.DamagedRecordingException;
import org.huifang.recording.PlainSounds;
import org.huifang.recording.StoredSound;
import org.jspecify.annotations.Nullable;

/** Looks at the sound of a recording before it is listed, and hands it out when it is packed. Blocks. */
final class EvidenceSounds {
    private static final int BLOCK = 64 * 1024;

    private final PlainSounds sounds;

    EvidenceSounds(PlainSounds sounds) {
        this.sounds = sounds;
    }

    /**
     * Reads it once from beginning to end, so that what is damaged is said in the manifest and not found while it is sent.
     *
     * @param fact the recording's; gets {@code sound}, or {@code noSound} with the reason
     * @return null: there is no sound to pack
     */
    PackageContent.@Nullable Sound listed(JsonObject fact, @Nullable StoredSound sound, int number) throws IOException {
        var format = sound == null ? null : sound.format();
        if (sound == null || format == null || !sound.playable()) {
            fact.put("noSound", fact.getString("state"));
            return null;
        }
        String name = "sound/%02d-%s.%s".formatted(number, sound.id(), format.container());
        Listed file;
        try {
            file = sounds.read(sound, in -> {
                var digest = PackageFiles.sha256();
                byte[] block = new byte[BLOCK];
                long bytes = 0;
                for (int n = in.read(block); n > 0; n = in.read(block)) {
                    digest.update(block, 0, n);
                    bytes += n;
                }
                return new Listed(name, HexFormat.of().formatHex(digest.digest()), bytes);
            });
        } catch (DamagedRecordingException e) {
            fact.put("noSound", "DAMAGED");
            return null;
        }
        if (!file.sha256().equals(fact.getString("sha256Sound"))) {
            fact.put("noSound", "DAMAGED");
            return null;
        }
        fact.put(
                "sound",
                new JsonObject().put("file", name).put("sha256", file.sha256()).put("sizeBytes", file.sizeBytes()));
        return new PackageContent.Sound(file, out -> copy(sound, out));
    }

    private void copy(StoredSound sound, OutputStream out) throws IOException {
        sounds.<UUID>read(sound, in -> {
            byte[] block = new byte[BLOCK];
            for (int n = in.read(block); n > 0; n = in.read(block)) {
                out.write(block, 0, n);
            }
            return sound.id();
        });
    }
}
