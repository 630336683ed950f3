package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;

/**
 * An organisation's catalogue of what can be broken. A finding keeps the kind as it was when it was opened, so a change here
 * holds for later ones only; nothing is deleted, but retired.
 */
public final class ViolationKinds {
    private static final String ADD =
            "INSERT INTO violation_kind (id, org_id, code, name_zh, name_en, severity, working_days, retired, changed_by,"
                    + " changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    ViolationKinds(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param code stable, as {@code ATTITUDE}
     * @param workingDays for the rectification where a finding names none: 1 to 60
     * @param retired offered for new findings no more
     */
    public record Given(String code, String zh, String en, Severity severity, int workingDays, boolean retired) {}

    public record Kind(
            UUID id, String code, String zh, String en, Severity severity, int workingDays, boolean retired) {}

    /** Those in use first. */
    public Future<List<Kind>> list(UUID orgId) {
        return database.pool()
                .preparedQuery("SELECT * FROM violation_kind WHERE org_id = $1 ORDER BY retired, code")
                .execute(Tuple.of(orgId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ViolationKinds::kind)
                        .toList());
    }

    public Future<UUID> add(SignedIn by, Given given) {
        UUID id = Ids.next();
        return database.transaction(transaction -> insert(transaction, by, id, given)
                .compose(made -> made
                        ? Future.succeededFuture(id)
                        : Future.failedFuture(Refusal.conflict("code", given.code(), Remedy.TAKEN.with()))));
    }

    /** Those of the usual kinds whose codes are free. */
    public Future<Void> addPresets(SignedIn by) {
        return database.transaction(transaction -> {
            Future<Boolean> added = Future.succeededFuture(true);
            for (Given preset : KindPresets.ALL) {
                added = added.compose(before -> insert(transaction, by, Ids.next(), preset));
            }
            return added.mapEmpty();
        });
    }

    /** Everything but the code. */
    public Future<Void> change(SignedIn by, UUID id, Given given) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "UPDATE violation_kind SET name_zh = $4, name_en = $5, severity = $6, working_days = $7,"
                                + " retired = $8, changed_by = $9, changed_at = $10 WHERE id = $1 AND org_id = $2 AND code = $3")
                .execute(values(id, by, given))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : note(transaction, by, "violation-kind.change", id, given)));
    }

    private Future<Boolean> insert(SqlConnection transaction, SignedIn by, UUID id, Given given) {
        return transaction
                .preparedQuery(ADD)
                .execute(values(id, by, given))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(false)
                        : note(transaction, by, "violation-kind.add", id, given).map(true));
    }

    private Tuple values(UUID id, SignedIn by, Given given) {
        return Tuple.of(
                        id,
                        by.orgId(),
                        given.code(),
                        given.zh().strip(),
                        given.en().strip())
                .addString(given.severity().name())
                .addShort((short) given.workingDays())
                .addBoolean(given.retired())
                .addUUID(by.userId())
                .addOffsetDateTime(Times.at(clock.instant()));
    }

    private Future<Void> note(SqlConnection transaction, SignedIn by, String action, UUID id, Given given) {
        var detail = new JsonObject()
                .put("code", given.code())
                .put("zh", given.zh())
                .put("en", given.en())
                .put("severity", given.severity().name())
                .put("workingDays", given.workingDays())
                .put("retired", given.retired());
        return audit.append(
                transaction, AuditEntry.byUser(by.orgId(), by.userId(), action, "violation_kind", id, detail));
    }

    private static Kind kind(Row row) {
        return new Kind(
                row.getUUID("id"),
                row.getString("code"),
                row.getString("name_zh"),
                row.getString("name_en"),
                Severity.valueOf(row.getString("severity")),
                row.getShort("working_days"),
                row.getBoolean("retired"));
    }
}
