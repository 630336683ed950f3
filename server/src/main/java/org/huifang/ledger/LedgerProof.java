package org.huifang.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Entries of the log that prove themselves to whoever has the public key.
 *
 * @param publicKey of the ledger key that signed the last head, in X.509 form
 * @param heads those that the entries stand under, and where none of these was given to a witness the ones behind it up
 *     to one that was; in their order
 */
public record LedgerProof(byte[] publicKey, List<WitnessedHead> heads, List<EntryProof> entries) {
    private static final String FORM = "huifang ledger proof 1";

    public JsonObject toJson() {
        var given = new JsonArray();
        heads.forEach(head -> given.add(head.toJson()));
        var proven = new JsonArray();
        entries.forEach(entry -> proven.add(entry.toJson()));
        return new JsonObject()
                .put("form", FORM)
                .put("publicKey", Base64.getEncoder().encodeToString(publicKey))
                .put("fingerprint", Ed25519.fingerprint(publicKey))
                .put("heads", given)
                .put("entries", proven);
    }

    /** @throws IllegalArgumentException when something is missing or of another form */
    public static LedgerProof read(JsonObject json) {
        if (!FORM.equals(json.getValue("form"))) {
            throw new IllegalArgumentException("it is not of the form '" + FORM + "'");
        }
        try {
            var heads = new ArrayList<WitnessedHead>();
            json.getJsonArray("heads").forEach(one -> heads.add(WitnessedHead.read((JsonObject) one)));
            var entries = new ArrayList<EntryProof>();
            json.getJsonArray("entries").forEach(one -> entries.add(EntryProof.read((JsonObject) one)));
            return new LedgerProof(
                    Base64.getDecoder().decode(json.getString("publicKey")), List.copyOf(heads), List.copyOf(entries));
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("it lacks a part: " + e.getMessage(), e);
        }
    }
}
