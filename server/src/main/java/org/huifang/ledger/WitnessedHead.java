package org.huifang.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A signed head with what witnesses signed when they took it. */
public record WitnessedHead(SignedHead head, List<Taken> receipts) {

    /** @param witness its name in the settings of the server */
    public record Taken(String witness, WitnessReceipt receipt) {}

    public JsonObject toJson() {
        var given = new JsonArray();
        receipts.forEach(taken -> given.add(taken.receipt().toJson().put("witness", taken.witness())));
        return head.toJson().put("receipts", given);
    }

    /** @throws IllegalArgumentException when something is missing or of another form */
    public static WitnessedHead read(JsonObject json) {
        try {
            var given = new ArrayList<Taken>();
            for (Object one : json.getJsonArray("receipts")) {
                var receipt = (JsonObject) one;
                given.add(new Taken(String.valueOf(receipt.getString("witness")), WitnessReceipt.read(receipt)));
            }
            return new WitnessedHead(SignedHead.read(json), List.copyOf(given));
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("this is no signed head: " + e.getMessage(), e);
        }
    }
}
