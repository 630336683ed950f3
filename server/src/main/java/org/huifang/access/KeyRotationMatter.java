package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.identity.SignedIn;
import org.huifang.recording.KeyRotations;

/** Taking another master key into use: an admin asks, who answers for the recordings agrees. */
final class KeyRotationMatter implements Matter {
    private final KeyRotations rotations;
    private final Audit audit;

    KeyRotationMatter(KeyRotations rotations, Audit audit) {
        this.rotations = rotations;
        this.audit = audit;
    }

    @Override
    public String kind() {
        return "key.rotate";
    }

    @Override
    public Future<List<String>> content(SqlConnection transaction, UUID subject) {
        return transaction
                .preparedQuery("SELECT to_master, reason, asked_by FROM key_rotation_request WHERE id = $1")
                .execute(Tuple.of(subject))
                .map(rows -> Matter.lines(rows.iterator().next()));
    }

    @Override
    public Future<Void> approved(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return row(transaction, subject)
                .compose(row -> rotations.begin(
                        transaction,
                        by.orgId(),
                        row.getUUID("asked_by"),
                        by.userId(),
                        row.getString("to_master"),
                        row.getString("reason")))
                .compose(rotation -> transaction
                        .preparedQuery(
                                "UPDATE key_rotation_request SET state = 'BEGUN', rotation_id = $2 WHERE id = $1")
                        .execute(Tuple.of(subject, rotation)))
                .mapEmpty();
    }

    @Override
    public Future<Void> refused(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return transaction
                .preparedQuery("UPDATE key_rotation_request SET state = 'REFUSED' WHERE id = $1")
                .execute(Tuple.of(subject))
                .compose(updated -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                by.orgId(),
                                by.userId(),
                                "key.refuse",
                                "key_rotation_request",
                                subject,
                                new JsonObject().put("reason", reason))));
    }

    private static Future<Row> row(SqlConnection transaction, UUID subject) {
        return transaction
                .preparedQuery("SELECT * FROM key_rotation_request WHERE id = $1")
                .execute(Tuple.of(subject))
                .map(rows -> rows.iterator().next());
    }
}
