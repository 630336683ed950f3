package org.huifang.evidence;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.huifang.evidence.PackageFiles.Listed;

/**
 * What a package says, before the log's proof of it: manifest, report, and the sounds that go in.
 *
 * @param manifest its bytes; the log holds their hash
 * @param sounds in the order in which they are packed
 */
record PackageContent(byte[] manifest, byte[] report, byte[] readme, List<Sound> sounds) {

    /** Hands the sound out, all of it, whenever it is asked for. */
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    record Sound(Listed file, Source source) {}

    /** @param facts all but {@code files}, which are listed here */
    static PackageContent of(JsonObject facts, List<Sound> sounds) {
        byte[] readme = Readme.TEXT.getBytes(StandardCharsets.UTF_8);
        byte[] report = Report.of(facts).getBytes(StandardCharsets.UTF_8);
        var files = new ArrayList<Listed>();
        files.add(listed(PackageFiles.README, readme));
        files.add(listed(PackageFiles.REPORT, report));
        sounds.forEach(sound -> files.add(sound.file()));
        byte[] manifest = facts.copy()
                .put("files", PackageFiles.listed(files))
                .encodePrettily()
                .getBytes(StandardCharsets.UTF_8);
        return new PackageContent(manifest, report, readme, List.copyOf(sounds));
    }

    String manifestHash() {
        return PackageFiles.sha256(manifest);
    }

    long bytes() {
        return manifest.length
                + report.length
                + sounds.stream().mapToLong(sound -> sound.file().sizeBytes()).sum();
    }

    private static Listed listed(String name, byte[] bytes) {
        return new Listed(name, PackageFiles.sha256(bytes), bytes.length);
    }
}
