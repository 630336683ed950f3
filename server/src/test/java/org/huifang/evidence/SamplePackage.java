package org.huifang.evidence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.huifang.audit.ChainedEntry;
import org.huifang.db.Ids;
import org.huifang.ledger.MerkleTree;
import org.huifang.ledger.TestLedger;

/** A package of two calls, made of facts in memory; and what an attacker does with its files. */
final class SamplePackage {
    static final Instant AT = Instant.parse("2026-11-23T00:00:01.5Z");

    final TestLedger ledger;
    private final UUID callback = Ids.next();
    private final UUID user = Ids.next();
    private final List<UUID> calls = List.of(Ids.next(), Ids.next());
    private final List<ChainedEntry> log = new ArrayList<>();
    private final List<PackageContent.Sound> sounds = new ArrayList<>();

    private Consumer<JsonObject> change = attempt -> {};
    private Consumer<JsonObject> changeFacts = facts -> {};

    SamplePackage(Path keys) throws IOException {
        ledger = new TestLedger(keys, 4);
        for (UUID call : calls) {
            ledger.add(AT, "node:a", "attempt.claim", "attempt", Ids.next(), new JsonObject());
            note("node:a", "attempt.claim", "attempt", call, new JsonObject().put("callback", callback.toString()));
        }
    }

    /** Changes the first call after its digest. */
    SamplePackage changing(Consumer<JsonObject> how) {
        change = how;
        return this;
    }

    /** Changes what auditors said, after the log was told. */
    SamplePackage changingFacts(Consumer<JsonObject> how) {
        changeFacts = how;
        return this;
    }

    private void note(String actor, String action, String kind, UUID subject, JsonObject detail) {
        log.add(ledger.add(AT, actor, action, kind, subject, detail));
    }

    /** @param note of the agent, which is free text */
    byte[] zip(String note) throws IOException {
        String id = Ids.next().toString();
        var attempts = new JsonArray();
        var recordings = new JsonArray();
        for (int i = 0; i < 2; i++) {
            byte[] sound = new byte[70_000 + i];
            new Random(i).nextBytes(sound);
            String hash = PackageFiles.sha256(sound);
            String name = "sound/0" + (i + 1) + "-" + calls.get(i) + ".ogg";
            note("node:a", "recording.seal", "recording", calls.get(i), new JsonObject().put("sha256Sound", hash));
            sounds.add(new PackageContent.Sound(
                    new PackageFiles.Listed(name, hash, sound.length), out -> out.write(sound)));
            attempts.add(new JsonObject()
                    .put("id", calls.get(i).toString())
                    .put("callbackId", callback.toString())
                    .put("claimedAt", AT.toString())
                    .put("seq", i + 1)
                    .put("outcome", "NO_ANSWER")
                    .put("ringMs", 20_100 + i));
            recordings.add(new JsonObject()
                    .put("id", calls.get(i).toString())
                    .put("state", "SEALED")
                    .put("startedAt", AT.toString())
                    .put("sha256Sound", hash)
                    .put("note", note)
                    .put(
                            "sound",
                            new JsonObject()
                                    .put("file", name)
                                    .put("sha256", hash)
                                    .put("sizeBytes", sound.length)));
        }
        digest(attempts);
        var said = saidByAuditors();
        changeFacts.accept(said);
        var facts = new JsonObject()
                .put("form", PackageFiles.FORM)
                .put("package", id)
                .put("madeAt", AT.toString())
                .put(
                        "madeBy",
                        new JsonObject()
                                .put("id", user.toString())
                                .put("login", "li")
                                .put("name", "李"))
                .put("reason", "court 4711")
                .put(
                        "callback",
                        new JsonObject()
                                .put("id", callback.toString())
                                .put("zone", "Asia/Shanghai")
                                .put("customer", "<script>alert('王')</script>")
                                .put("customerRef", "c&1"))
                .put("attempts", attempts)
                .put("recordings", recordings)
                .put("log", named())
                .mergeIn(said);
        var content = PackageContent.of(facts, sounds);
        log.add(ledger.add(
                AT.plusSeconds(1),
                "user:" + user,
                PackageFiles.MADE,
                "callback",
                callback,
                new JsonObject().put("package", id).put("manifest", content.manifestHash())));
        ledger.add(AT.plusSeconds(2), "node:a", "later", "x", "y", new JsonObject());
        var out = new ByteArrayOutputStream();
        new PackageWriter(out, AT, bytes -> {})
                .write(
                        content,
                        ledger.proofOf(log.stream().map(ChainedEntry::id).toList()));
        return out.toByteArray();
    }

    /** A score with a fatal item that failed, a finding, and a copy that each of two people took. */
    private JsonObject saidByAuditors() {
        String recording = calls.get(0).toString();
        String score = Ids.next().toString();
        String card = Ids.next().toString();
        UUID finding = Ids.next();
        String copy = Ids.next().toString();
        note(
                "user:" + user,
                "score.submit",
                "recording",
                calls.get(0),
                new JsonObject()
                        .put("score", score)
                        .put("figure", 0)
                        .put("fatal", new JsonArray().add("IDENTITY"))
                        .put("scorecard", card)
                        .put("version", 3));
        note(
                "user:" + user,
                "finding.open",
                "quality_finding",
                finding,
                new JsonObject().put("step", 1).put("text", "no identity asked"));
        note(
                "user:" + user,
                PackageFiles.TAKEN,
                "recording",
                calls.get(0),
                new JsonObject().put("copy", copy).put("sha256", "ab"));
        note(
                "user:" + user,
                "archive.copy",
                "recording",
                calls.get(0),
                new JsonObject().put("archive", card).put("volume", "2026-10-1"));
        return new JsonObject()
                .put(
                        "scores",
                        array(new JsonObject()
                                .put("id", score)
                                .put("recordingId", recording)
                                .put("scorecardId", card)
                                .put("scorecardVersion", 3)
                                .put("nameZh", "通话质量")
                                .put("nameEn", "Call quality")
                                .put("score", 0)
                                .put("fatal", true)
                                .put("auditorId", user.toString())
                                .put("auditor", "李")
                                .put("submittedAt", AT.toString())
                                .put("remark", "MET <at> all")
                                .put(
                                        "marks",
                                        array(new JsonObject()
                                                .put("code", "IDENTITY")
                                                .put("textZh", "核实身份")
                                                .put("textEn", "identity")
                                                .put("weight", 40)
                                                .put("fatal", true)
                                                .put("mark", "NOT_MET")))))
                .put(
                        "qualityFindings",
                        array(new JsonObject()
                                .put("id", finding.toString())
                                .put("attemptId", recording)
                                .put("nameZh", "未核实身份")
                                .put("nameEn", "Identity not checked")
                                .put("severity", "MAJOR")
                                .put("state", "OPEN")
                                .put("body", "no identity asked")
                                .put(
                                        "steps",
                                        array(new JsonObject()
                                                .put("seq", 1)
                                                .put("kind", "OPENED")
                                                .put("at", AT.toString())
                                                .put("byUser", user.toString())
                                                .put("by", "李")
                                                .put("body", "no identity asked")))))
                .put(
                        "copies",
                        array(new JsonObject()
                                .put("id", copy)
                                .put("recordingId", recording)
                                .put("takenBy", "李")
                                .put("at", AT.toString())
                                .put("sha256", "ab")))
                .put(
                        "archiveCopies",
                        array(new JsonObject()
                                .put("entry", log.get(log.size() - 1).id().toString())
                                .put("recordingId", recording)
                                .put("at", AT.toString())
                                .put("volume", "2026-10-1")
                                .put("archive", card)
                                .put("numbers", "MASKED")));
    }

    private static JsonArray array(JsonObject one) {
        return new JsonArray().add(one);
    }

    /** The first call stands in the digest of its hour with another's; the second one came too late for it. */
    private void digest(JsonArray attempts) {
        var leaves = List.of(PackageFiles.sha256().digest(new byte[] {1}), AttemptText.hash(attempts.getJsonObject(0)));
        AttemptProofs.prove(attempts.getJsonObject(0), new AttemptProofs.Place(leaves, 1));
        change.accept(attempts.getJsonObject(0));
        log.add(ledger.add(
                AT,
                "node:a",
                AttemptDigests.ACTION,
                AttemptDigests.SUBJECT,
                AttemptText.hour(attempts.getJsonObject(0)),
                new JsonObject().put("root", HexFormat.of().formatHex(MerkleTree.root(leaves)))));
    }

    private JsonArray named() {
        var all = new JsonArray();
        log.forEach(entry -> all.add(new JsonObject()
                .put("id", entry.id().toString())
                .put("at", entry.at().toString())
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("subjectKind", entry.subjectKind())
                .put("subjectId", entry.subjectId())
                .put("detail", new JsonObject(entry.detail()))));
        return all;
    }

    /** The files of a ZIP, in its order, as an attacker sees them. */
    static Map<String, byte[]> unpack(byte[] zip) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    static byte[] pack(Map<String, byte[]> files) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    /** Makes SHA256SUMS fit again. */
    static void resum(Map<String, byte[]> files) {
        var sums = new StringBuilder();
        files.forEach((name, bytes) -> {
            if (!name.equals(PackageFiles.SUMS)) {
                sums.append(PackageFiles.sha256(bytes))
                        .append("  ")
                        .append(name)
                        .append('\n');
            }
        });
        files.put(PackageFiles.SUMS, sums.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces words in a file. */
    static void edit(Map<String, byte[]> files, String name, String from, String to) {
        String text = new String(files.get(name), StandardCharsets.UTF_8);
        if (!text.contains(from)) {
            throw new AssertionError(name + " does not hold " + from);
        }
        files.put(name, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    static Path store(Path folder, byte[] zip) throws IOException {
        return Files.write(Files.createTempFile(folder, "evidence", ".zip"), zip);
    }
}
