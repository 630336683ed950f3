package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.huifang.db.Ids;

/** Audit entries of this room, written in the transaction of what they speak of. */
final class RecordingAudit {
    private final Clock clock;

    RecordingAudit(Clock clock) {
        this.clock = clock;
    }

    /** @param actor {@code user:<id>} or {@code node:<name>} */
    Future<Void> append(
            SqlConnection transaction, UUID orgId, String actor, String action, UUID recording, JsonObject detail) {
        return transaction
                .preparedQuery(
                        "INSERT INTO audit_entry (at, id, org_id, actor, action, subject_kind, subject_id, detail)"
                                + " VALUES ($1, $2, $3, $4, $5, 'recording', $6, $7)")
                .execute(Tuple.tuple()
                        .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC))
                        .addUUID(Ids.next())
                        .addUUID(orgId)
                        .addString(actor)
                        .addString(action)
                        .addString(recording.toString())
                        .addValue(detail))
                .mapEmpty();
    }
}
