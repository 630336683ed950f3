package org.huifang.evidence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.huifang.evidence.PackageFiles.Listed;

/** Are the files those that SHA256SUMS and the manifest list: none changed, removed, added or swapped? */
final class SumsCheck {
    private final UnpackedFiles files;

    SumsCheck(UnpackedFiles files) {
        this.files = files;
    }

    void sums() {
        Map<String, String> sums = read();
        for (String name : sums.keySet()) {
            if (!files.names().contains(name)) {
                throw new BrokenPackageException(name + " is listed in SHA256SUMS and is not there: it was removed");
            }
        }
        for (String name : files.names()) {
            String said = sums.get(name);
            if (name.equals(PackageFiles.SUMS)) {
                continue;
            }
            if (said == null) {
                throw new BrokenPackageException(name + " is there and is not listed in SHA256SUMS: it was added");
            }
            compare(files.file(name), said, sums);
        }
    }

    private static void compare(Listed file, String said, Map<String, String> sums) {
        if (file.sha256().equals(said)) {
            return;
        }
        for (var other : sums.entrySet()) {
            if (other.getValue().equals(file.sha256())) {
                throw new BrokenPackageException(
                        file.name() + " holds what belongs to " + other.getKey() + ": files were swapped");
            }
        }
        throw new BrokenPackageException(
                file.name() + " was changed: its SHA-256 is " + file.sha256() + ", SHA256SUMS says " + said);
    }

    /** Every file is one that the manifest lists, or of the proof that came after it. */
    void manifest(JsonObject manifest, Set<String> ofProof) {
        var known = new HashSet<>(ofProof);
        known.addAll(List.of(PackageFiles.MANIFEST, PackageFiles.SUMS, PackageFiles.LEDGER, PackageFiles.KEY));
        for (Object one : manifest.getJsonArray("files", new JsonArray())) {
            var listed = (JsonObject) one;
            Listed file = files.file(String.valueOf(listed.getString("name")));
            if (!file.equals(new Listed(file.name(), listed.getString("sha256"), listed.getLong("sizeBytes")))) {
                throw new BrokenPackageException(
                        file.name() + " is not the one that the manifest lists: it was changed");
            }
            known.add(file.name());
        }
        for (String name : files.names()) {
            if (!known.contains(name)) {
                throw new BrokenPackageException(name + " is there and the manifest does not list it: it was added");
            }
        }
    }

    private Map<String, String> read() {
        var sums = new LinkedHashMap<String, String>();
        String text = new String(files.bytes(PackageFiles.SUMS), StandardCharsets.UTF_8);
        for (String line : text.split("\n")) {
            if (!line.matches("[0-9a-f]{64} {2}.+") || sums.put(line.substring(66), line.substring(0, 64)) != null) {
                throw new BrokenPackageException("SHA256SUMS was changed: it has a line that is not ours");
            }
        }
        return sums;
    }
}
