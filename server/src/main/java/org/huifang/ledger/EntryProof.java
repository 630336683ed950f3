package org.huifang.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.huifang.audit.ChainedEntry;

/**
 * One entry of the log with all that shows its place under a signed head, without the entries beside it.
 *
 * @param before the chain's hash at the entry before; @param hash at this one
 * @param head {@code seq} of the head that speaks for it
 * @param path from {@code hash} to the head's root
 */
public record EntryProof(
        long seq, ChainedEntry entry, byte[] before, byte[] hash, long head, List<MerkleTree.Step> path) {
    private static final HexFormat HEX = HexFormat.of();

    /** What is wrong with it, in words; empty: the entry stood in the log, just so, when the head was signed. */
    public Optional<String> brokenUnder(SignedHead by) {
        String what = "entry " + seq + " of the log (" + entry.action() + " of " + entry.subjectKind() + " "
                + entry.subjectId() + ")";
        if (!Arrays.equals(entry.hashAfter(before), hash)) {
            return Optional.of(what + " is not what was chained: it was changed afterwards");
        }
        if (seq < by.from()
                || seq > by.seq()
                || !HEX.formatHex(MerkleTree.climb(hash, path)).equals(by.root())) {
            return Optional.of(
                    what + " is not among those that head " + by.seq() + " was signed for: its proof is false");
        }
        return Optional.empty();
    }

    public JsonObject toJson() {
        var steps = new JsonArray();
        path.forEach(step -> steps.add(step.toJson()));
        return new JsonObject()
                .put("seq", seq)
                .put("at", entry.at().toString())
                .put("id", entry.id().toString())
                .put("orgId", entry.orgId() == null ? null : entry.orgId().toString())
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("subjectKind", entry.subjectKind())
                .put("subjectId", entry.subjectId())
                .put("detail", entry.detail())
                .put("before", HEX.formatHex(before))
                .put("hash", HEX.formatHex(hash))
                .put("head", head)
                .put("path", steps);
    }

    /** @throws IllegalArgumentException when something is missing or of another form */
    public static EntryProof read(JsonObject json) {
        try {
            var steps = new ArrayList<MerkleTree.Step>();
            for (Object one : json.getJsonArray("path")) {
                steps.add(MerkleTree.Step.read(one));
            }
            String org = json.getString("orgId");
            return new EntryProof(
                    json.getLong("seq"),
                    new ChainedEntry(
                            Instant.parse(json.getString("at")),
                            UUID.fromString(json.getString("id")),
                            org == null ? null : UUID.fromString(org),
                            text(json, "actor"),
                            text(json, "action"),
                            text(json, "subjectKind"),
                            text(json, "subjectId"),
                            text(json, "detail")),
                    HEX.parseHex(json.getString("before")),
                    HEX.parseHex(json.getString("hash")),
                    json.getLong("head"),
                    List.copyOf(steps));
        } catch (NullPointerException | ClassCastException | DateTimeException e) {
            throw new IllegalArgumentException("this is no proof of an entry: " + e.getMessage(), e);
        }
    }

    private static String text(JsonObject json, String name) {
        String value = json.getString(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
