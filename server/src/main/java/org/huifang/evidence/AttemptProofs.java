package org.huifang.evidence;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.ledger.MerkleTree;

/** Takes what proves an attempt out of the digest of its hour. */
final class AttemptProofs {
    private final Database database;

    AttemptProofs(Database database) {
        this.database = database;
    }

    /** Where an attempt stands in its digest. */
    record Place(List<byte[]> leaves, int at) {}

    Future<List<Place>> of(JsonObject attempt) {
        return database.pool()
                .preparedQuery("SELECT attempts, leaves FROM attempt_digest WHERE from_at = $1 AND $2 = ANY (attempts)")
                .execute(Tuple.of(Times.at(AttemptText.hour(attempt)), UUID.fromString(attempt.getString("id"))))
                .map(rows -> {
                    var places = new ArrayList<Place>();
                    rows.forEach(row -> places.add(place(row, attempt)));
                    return places;
                });
    }

    /**
     * Adds {@code digest} to it: the hour and the path to the root that the log holds; or that its row is not what was
     * digested, which is somebody's doing.
     */
    static void prove(JsonObject attempt, Place place) {
        var digest = new JsonObject().put("hour", AttemptText.hour(attempt).toString());
        if (Arrays.equals(place.leaves().get(place.at()), AttemptText.hash(attempt))) {
            var path = new JsonArray();
            MerkleTree.paths(place.leaves(), List.of(place.at())).get(0).forEach(step -> path.add(step.toJson()));
            digest.put("path", path);
        } else {
            digest.put("changed", true);
        }
        attempt.put("digest", digest);
    }

    private static Place place(Row row, JsonObject attempt) {
        List<UUID> ids = Arrays.asList(row.getArrayOfUUIDs("attempts"));
        byte[] all = row.getBuffer("leaves").getBytes();
        var leaves = new ArrayList<byte[]>();
        for (int i = 0; i < ids.size(); i++) {
            leaves.add(Arrays.copyOfRange(all, 32 * i, 32 * (i + 1)));
        }
        return new Place(leaves, ids.indexOf(UUID.fromString(attempt.getString("id"))));
    }
}
