package org.huifang.ledger;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.huifang.db.Times;

/**
 * How far the log goes, said once and for all: the entries {@code from} to {@code seq}, with the chain's hash at
 * {@code seq} and the Merkle root over their hashes. Each head names the one before, so that heads are a chain as well.
 *
 * @param chain the chain's first hash, in hexadecimal digits as all hashes here
 * @param previous SHA-256 of the head before; 64 zeros for the first
 * @param publicKey of the server's ledger key, in X.509 form
 */
public record SignedHead(
        String chain,
        long from,
        long seq,
        String hash,
        String root,
        String previous,
        Instant at,
        byte[] publicKey,
        byte[] signature) {
    static final String FIRST = "0".repeat(64);
    private static final HexFormat HEX = HexFormat.of();

    static SignedHead sign(
            SigningKey key, String chain, long from, long seq, String hash, String root, String previous, Instant at) {
        var unsigned = new SignedHead(chain, from, seq, hash, root, previous, at, key.publicKey(), new byte[0]);
        return new SignedHead(chain, from, seq, hash, root, previous, at, key.publicKey(), key.sign(unsigned.text()));
    }

    /** What is signed. */
    public byte[] text() {
        return """
                huifang head 1
                chain %s
                from %d
                seq %d
                hash %s
                root %s
                previous %s
                at %s
                """.formatted(chain, from, seq, hash, root, previous, at).getBytes(StandardCharsets.US_ASCII);
    }

    /** SHA-256 of the text: what the next head and a witness's receipt name. */
    public String digest() {
        return HEX.formatHex(Ed25519.sha256(text()));
    }

    public boolean isSigned() {
        return Ed25519.verifies(publicKey, text(), signature);
    }

    public JsonObject toJson() {
        var base64 = Base64.getEncoder();
        return new JsonObject()
                .put("chain", chain)
                .put("from", from)
                .put("seq", seq)
                .put("hash", hash)
                .put("root", root)
                .put("previous", previous)
                .put("at", at.toString())
                .put("publicKey", base64.encodeToString(publicKey))
                .put("signature", base64.encodeToString(signature));
    }

    /** @throws IllegalArgumentException when something is missing or of another form */
    public static SignedHead read(JsonObject json) {
        try {
            var base64 = Base64.getDecoder();
            var head = new SignedHead(
                    hex(json, "chain"),
                    json.getLong("from"),
                    json.getLong("seq"),
                    hex(json, "hash"),
                    hex(json, "root"),
                    hex(json, "previous"),
                    Instant.parse(json.getString("at")),
                    base64.decode(json.getString("publicKey")),
                    base64.decode(json.getString("signature")));
            if (head.from < 1 || head.from > head.seq) {
                throw new IllegalArgumentException("from " + head.from + " to " + head.seq);
            }
            return head;
        } catch (NullPointerException | ClassCastException | DateTimeException e) {
            throw new IllegalArgumentException("this is no signed head: " + e.getMessage(), e);
        }
    }

    static SignedHead of(Row row) {
        return new SignedHead(
                HEX.formatHex(row.getBuffer("chain").getBytes()),
                row.getLong("from_seq"),
                row.getLong("seq"),
                HEX.formatHex(row.getBuffer("hash").getBytes()),
                HEX.formatHex(row.getBuffer("root").getBytes()),
                HEX.formatHex(row.getBuffer("previous").getBytes()),
                Times.instant(row, "signed_at"),
                row.getBuffer("public_key").getBytes(),
                row.getBuffer("signature").getBytes());
    }

    private static String hex(JsonObject json, String name) {
        String value = json.getString(name);
        if (!value.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(name + " is no hash");
        }
        return value;
    }
}
