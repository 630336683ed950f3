package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.huifang.access.Matter;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.identity.SignedIn;

/** A purge of exactly these recordings: each line of the list is bound, with its hash and the end of its retention. */
final class PurgeMatter implements Matter {
    private final Audit audit;

    PurgeMatter(Audit audit) {
        this.audit = audit;
    }

    @Override
    public String kind() {
        return "purge.execute";
    }

    /** The purge is begun by hand afterwards; that uses the consent up. */
    @Override
    public boolean doneByApproval() {
        return false;
    }

    @Override
    public Future<List<String>> content(SqlConnection transaction, UUID subject) {
        return transaction
                .preparedQuery(
                        "SELECT recording_id, retain_until, key_id, store, stored_as, store_version, sha256_stored,"
                                + " sha256_sound FROM purge_item WHERE purge_id = $1 ORDER BY recording_id")
                .execute(Tuple.of(subject))
                .map(rows -> {
                    var lines = new ArrayList<String>();
                    rows.forEach(row -> lines.add(String.join(
                            " ",
                            row.getUUID("recording_id").toString(),
                            row.getOffsetDateTime("retain_until").toInstant().toString(),
                            row.getUUID("key_id").toString(),
                            row.getString("store"),
                            row.getString("stored_as"),
                            String.valueOf(row.getString("store_version")),
                            HexFormat.of()
                                    .formatHex(row.getBuffer("sha256_stored").getBytes()),
                            HexFormat.of()
                                    .formatHex(row.getBuffer("sha256_sound").getBytes()))));
                    return lines;
                });
    }

    @Override
    public Future<Void> approved(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return decided(transaction, by, subject, "APPROVED", "purge.approve", reason);
    }

    @Override
    public Future<Void> refused(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return decided(transaction, by, subject, "REFUSED", "purge.refuse", reason);
    }

    private Future<Void> decided(
            SqlConnection transaction, SignedIn by, UUID subject, String state, String action, String reason) {
        return transaction
                .preparedQuery("UPDATE purge SET state = $2 WHERE id = $1 AND state = 'PROPOSED'")
                .execute(Tuple.of(subject, state))
                .compose(updated -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                by.orgId(),
                                by.userId(),
                                action,
                                "purge",
                                subject,
                                new JsonObject().put("reason", reason))));
    }
}
