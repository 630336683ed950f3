package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Times;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;

/** A request for access: the records manager of the recordings' unit grants it (R64). */
final class AccessMatter implements Matter {
    private final Audit audit;
    private final Clock clock;

    AccessMatter(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "access.grant";
    }

    @Override
    public Set<Role> deciders() {
        return Set.of(Role.RECORDS_MANAGER);
    }

    @Override
    public Future<List<String>> content(SqlConnection transaction, UUID subject) {
        return transaction
                .preparedQuery(
                        "SELECT user_id, purpose, recipient, reference, copies, hours, reason FROM access_request"
                                + " WHERE id = $1")
                .execute(Tuple.of(subject))
                .compose(asked -> transaction
                        .preparedQuery("SELECT recording_id FROM access_request_recording WHERE request_id = $1"
                                + " ORDER BY recording_id")
                        .execute(Tuple.of(subject))
                        .map(recordings -> Matter.lines(asked.iterator().next(), recordings)));
    }

    @Override
    public Future<Void> approved(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return transaction
                .preparedQuery("SELECT hours FROM access_request WHERE id = $1 FOR UPDATE")
                .execute(Tuple.of(subject))
                .compose(rows -> {
                    var until = clock.instant()
                            .plus(Duration.ofHours(rows.iterator().next().getInteger(0)));
                    return transaction
                            .preparedQuery(
                                    "UPDATE access_request SET state = 'APPROVED', granted_until = $2 WHERE id = $1")
                            .execute(Tuple.of(subject, Times.at(until)))
                            .compose(updated -> note(
                                    transaction,
                                    by,
                                    subject,
                                    "access.approve",
                                    new JsonObject()
                                            .put("until", until.toString())
                                            .put("reason", reason)));
                });
    }

    @Override
    public Future<Void> refused(SqlConnection transaction, SignedIn by, UUID subject, String reason) {
        return transaction
                .preparedQuery("UPDATE access_request SET state = 'REFUSED' WHERE id = $1")
                .execute(Tuple.of(subject))
                .compose(updated ->
                        note(transaction, by, subject, "access.refuse", new JsonObject().put("reason", reason)));
    }

    private Future<Void> note(SqlConnection transaction, SignedIn by, UUID subject, String action, JsonObject detail) {
        return audit.append(
                transaction, AuditEntry.byUser(by.orgId(), by.userId(), action, "access_request", subject, detail));
    }
}
