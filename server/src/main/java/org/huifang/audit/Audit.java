package org.huifang.audit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/** Appends entries in the transaction of what they speak of, so that neither exists without the other. */
public final class Audit {
    private final Clock clock;

    public Audit(Clock clock) {
        this.clock = clock;
    }

    public Future<Void> append(SqlConnection transaction, AuditEntry entry) {
        return insert(transaction, entry);
    }

    /** An entry that speaks of nothing stored: a transaction of its own, committed when this succeeds. */
    public Future<Void> appendAlone(Pool database, AuditEntry entry) {
        return insert(database, entry);
    }

    private Future<Void> insert(SqlClient client, AuditEntry entry) {
        return client.preparedQuery(
                        "INSERT INTO audit_entry (at, id, org_id, actor, action, subject_kind, subject_id, detail)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
                .execute(Tuple.of(Times.at(clock.instant()), Ids.next(), entry.orgId(), entry.actor(), entry.action())
                        .addString(entry.subjectKind())
                        .addString(entry.subjectId())
                        .addValue(entry.detail()))
                .mapEmpty();
    }
}
