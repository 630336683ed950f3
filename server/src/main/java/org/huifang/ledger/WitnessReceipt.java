package org.huifang.ledger;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * A witness's word that it holds a head, at its own time.
 *
 * @param head {@link SignedHead#digest}
 * @param publicKey the witness's, in X.509 form
 */
public record WitnessReceipt(String head, Instant at, byte[] publicKey, byte[] signature) {

    static WitnessReceipt sign(SigningKey key, SignedHead head, Instant at) {
        var unsigned = new WitnessReceipt(head.digest(), at, key.publicKey(), new byte[0]);
        return new WitnessReceipt(head.digest(), at, key.publicKey(), key.sign(unsigned.text()));
    }

    byte[] text() {
        return "huifang receipt 1\nhead %s\nat %s\n".formatted(head, at).getBytes(StandardCharsets.US_ASCII);
    }

    /** Does it speak of this head, signed by the key that it names? */
    public boolean isFor(SignedHead of) {
        return head.equals(of.digest()) && Ed25519.verifies(publicKey, text(), signature);
    }

    public JsonObject toJson() {
        var base64 = Base64.getEncoder();
        return new JsonObject()
                .put("head", head)
                .put("at", at.toString())
                .put("publicKey", base64.encodeToString(publicKey))
                .put("signature", base64.encodeToString(signature));
    }

    /** @throws IllegalArgumentException when something is missing or of another form */
    public static WitnessReceipt read(JsonObject json) {
        try {
            var base64 = Base64.getDecoder();
            return new WitnessReceipt(
                    json.getString("head"),
                    Instant.parse(json.getString("at")),
                    base64.decode(json.getString("publicKey")),
                    base64.decode(json.getString("signature")));
        } catch (NullPointerException | ClassCastException | DateTimeException e) {
            throw new IllegalArgumentException("this is no receipt: " + e.getMessage(), e);
        }
    }
}
