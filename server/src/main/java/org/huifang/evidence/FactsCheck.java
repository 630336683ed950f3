package org.huifang.evidence;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.huifang.audit.ChainedEntry;
import org.huifang.ledger.EntryProof;
import org.huifang.ledger.MerkleTree;

/** Does the log hold this manifest, every entry that it names, and the sealing of each sound? */
final class FactsCheck {
    private final UnpackedFiles files;
    private final JsonObject manifest;
    private final Map<String, EntryProof> entries = new LinkedHashMap<>();

    FactsCheck(UnpackedFiles files, JsonObject manifest, List<EntryProof> proven) {
        this.files = files;
        this.manifest = manifest;
        proven.forEach(one -> entries.put(one.entry().id().toString(), one));
    }

    /** @return the entry that binds the manifest */
    EntryProof check() {
        EntryProof made = made();
        log();
        rows("recordings").forEach(this::sound);
        rows("attempts").forEach(this::digested);
        return made;
    }

    /** Calls whose beginning stands in the log. */
    long callsInTheLog() {
        return rows("attempts").stream()
                .filter(attempt -> entries.values().stream()
                        .map(EntryProof::entry)
                        .anyMatch(entry -> entry.subjectKind().equals("attempt")
                                && entry.subjectId().equals(attempt.getString("id"))))
                .count();
    }

    /** Calls whose facts are those that a digest in the log holds; and those that a digest says were changed afterwards. */
    long callsDigested(boolean changed) {
        return rows("attempts").stream()
                .filter(attempt -> attempt.containsKey("digest")
                        && attempt.getJsonObject("digest").containsKey("changed") == changed)
                .count();
    }

    List<JsonObject> rows(String name) {
        return manifest.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private EntryProof made() {
        List<EntryProof> made = entries.values().stream()
                .filter(one -> one.entry().action().equals(PackageFiles.MADE) && ofThisPackage(one.entry()))
                .toList();
        if (made.size() != 1) {
            throw new BrokenPackageException(
                    "the entry of the log that says that this package was made is missing: it was"
                            + " taken out, or the manifest is another package's");
        }
        EntryProof one = made.get(0);
        if (!Objects.equals(
                        detail(one.entry()).getString("manifest"),
                        files.file(PackageFiles.MANIFEST).sha256())
                || !one.entry()
                        .subjectId()
                        .equals(manifest.getJsonObject("callback").getString("id"))
                || !one.entry()
                        .actor()
                        .equals("user:" + manifest.getJsonObject("madeBy").getString("id"))) {
            throw new BrokenPackageException("manifest.json is not the one that entry " + one.seq()
                    + " of the log names: a fact in it was changed after the package was made");
        }
        return one;
    }

    private void log() {
        var named = new java.util.HashSet<String>();
        for (JsonObject fact : rows("log")) {
            EntryProof proven = entries.get(fact.getString("id"));
            if (proven == null) {
                throw new BrokenPackageException("the entry of the log of " + fact.getString("at") + " ("
                        + fact.getString("action") + ") is in the manifest and not proven: its proof was taken out");
            }
            ChainedEntry entry = proven.entry();
            if (!entry.at().toString().equals(fact.getString("at"))
                    || !entry.actor().equals(fact.getString("actor"))
                    || !entry.action().equals(fact.getString("action"))
                    || !entry.subjectKind().equals(fact.getString("subjectKind"))
                    || !entry.subjectId().equals(fact.getString("subjectId"))
                    || !detail(entry).equals(fact.getJsonObject("detail"))) {
                throw new BrokenPackageException(
                        "the manifest says something else than entry " + proven.seq() + " of the log");
            }
            named.add(fact.getString("id"));
        }
        for (EntryProof proven : entries.values()) {
            boolean ofMaking = List.of(PackageFiles.MADE, PackageFiles.TAKEN)
                            .contains(proven.entry().action())
                    && ofThisPackage(proven.entry());
            if (!ofMaking && !named.contains(proven.entry().id().toString())) {
                throw new BrokenPackageException(
                        "entry " + proven.seq() + " of the log is not one that the manifest names: it was added");
            }
        }
    }

    private void sound(JsonObject recording) {
        JsonObject sound = recording.getJsonObject("sound");
        if (sound == null) {
            return;
        }
        String name = String.valueOf(sound.getString("file"));
        String hash = files.file(name).sha256();
        String sealed = null;
        for (EntryProof one : entries.values()) {
            if (one.entry().action().equals("recording.seal")
                    && one.entry().subjectId().equals(recording.getString("id"))) {
                sealed = detail(one.entry()).getString("sha256Sound");
            }
        }
        if (sealed == null) {
            throw new BrokenPackageException("the log has no entry of the sealing of " + name);
        }
        if (!hash.equals(sealed) || !hash.equals(sound.getString("sha256"))) {
            throw new BrokenPackageException(name + " is not the sound that the log says was sealed");
        }
    }

    private void digested(JsonObject attempt) {
        JsonObject digest = attempt.getJsonObject("digest");
        if (digest == null || digest.containsKey("changed")) {
            return;
        }
        var path =
                digest.getJsonArray("path").stream().map(MerkleTree.Step::read).toList();
        String root = HexFormat.of().formatHex(MerkleTree.climb(AttemptText.hash(attempt), path));
        boolean held = digest.getString("hour").equals(AttemptText.hour(attempt).toString())
                && entries.values().stream()
                        .map(EntryProof::entry)
                        .anyMatch(entry -> entry.action().equals(AttemptDigests.ACTION)
                                && entry.subjectId().equals(digest.getString("hour"))
                                && root.equals(detail(entry).getString("root")));
        if (!held) {
            throw new BrokenPackageException(
                    "call " + attempt.getValue("seq") + " is not the one whose digest the log holds for its hour");
        }
    }

    private boolean ofThisPackage(ChainedEntry entry) {
        return Objects.equals(detail(entry).getString("package"), manifest.getString("package"));
    }

    /** Every entry that is proven. */
    List<ChainedEntry> proven() {
        return entries.values().stream().map(EntryProof::entry).toList();
    }

    static JsonObject detail(ChainedEntry entry) {
        try {
            return new JsonObject(entry.detail());
        } catch (DecodeException e) {
            throw new BrokenPackageException("an entry of the log has no readable detail");
        }
    }
}
