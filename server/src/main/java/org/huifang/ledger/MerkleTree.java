package org.huifang.ledger;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A binary tree of SHA-256 over the chain's hashes (a leaf after a byte 0, a node after a byte 1, as in RFC 9162), so that
 * one entry is proven without showing the others. A node without a partner moves up as it is.
 */
public final class MerkleTree {
    private MerkleTree() {}

    /** One step up: the hash beside it, and whether that stands on the left. */
    public record Step(boolean left, byte[] hash) {
        public JsonObject toJson() {
            return new JsonObject().put("left", left).put("hash", HexFormat.of().formatHex(hash));
        }

        /** @throws RuntimeException when something is missing or of another form */
        public static Step read(Object json) {
            var step = (JsonObject) json;
            return new Step(step.getBoolean("left"), HexFormat.of().parseHex(step.getString("hash")));
        }
    }

    /** @param leaves at least one */
    public static byte[] root(List<byte[]> leaves) {
        List<byte[]> level = leaves.stream().map(MerkleTree::leaf).toList();
        while (level.size() > 1) {
            level = up(level);
        }
        return level.get(0);
    }

    /** What leads from the leaf at {@code index} to the root. */
    static List<Step> path(List<byte[]> leaves, int index) {
        return paths(leaves, List.of(index)).get(0);
    }

    /** The same for several leaves, in their order; the tree is reckoned once. */
    public static List<List<Step>> paths(List<byte[]> leaves, List<Integer> indexes) {
        List<List<Step>> paths = new ArrayList<>();
        indexes.forEach(index -> paths.add(new ArrayList<>()));
        List<byte[]> level = leaves.stream().map(MerkleTree::leaf).toList();
        for (int height = 0; level.size() > 1; height++) {
            for (int i = 0; i < indexes.size(); i++) {
                int at = indexes.get(i) >> height;
                int beside = at ^ 1;
                if (beside < level.size()) {
                    paths.get(i).add(new Step(beside < at, level.get(beside)));
                }
            }
            level = up(level);
        }
        return paths;
    }

    /** Where a path from this leaf ends. */
    public static byte[] climb(byte[] leaf, List<Step> path) {
        byte[] hash = leaf(leaf);
        for (Step step : path) {
            hash = step.left() ? node(step.hash(), hash) : node(hash, step.hash());
        }
        return hash;
    }

    private static List<byte[]> up(List<byte[]> level) {
        var above = new ArrayList<byte[]>((level.size() + 1) / 2);
        for (int i = 0; i < level.size(); i += 2) {
            above.add(i + 1 < level.size() ? node(level.get(i), level.get(i + 1)) : level.get(i));
        }
        return above;
    }

    private static byte[] leaf(byte[] hash) {
        byte[] bytes = new byte[hash.length + 1];
        System.arraycopy(hash, 0, bytes, 1, hash.length);
        return Ed25519.sha256(bytes);
    }

    private static byte[] node(byte[] left, byte[] right) {
        byte[] bytes = new byte[left.length + right.length + 1];
        bytes[0] = 1;
        System.arraycopy(left, 0, bytes, 1, left.length);
        System.arraycopy(right, 0, bytes, 1 + left.length, right.length);
        return Ed25519.sha256(bytes);
    }
}
