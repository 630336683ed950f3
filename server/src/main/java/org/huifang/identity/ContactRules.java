package org.huifang.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;

/** How often an organisation calls one number, over all its campaigns. Each claim reads it, so that a change holds at once. */
public final class ContactRules {
    private final Database database;
    private final Audit audit;

    public ContactRules(Database database, Audit audit) {
        this.database = database;
        this.audit = audit;
    }

    /**
     * Dials to one number; null: no limit.
     *
     * @param numberPerDay 1 to 9
     * @param numberPerWeek from Monday on, 1 to 30
     * @param numberInAll 1 to 999
     */
    public record Limits(
            @Nullable Integer numberPerDay,
            @Nullable Integer numberPerWeek,
            @Nullable Integer numberInAll) {
        void check() {
            within("numberPerDay", numberPerDay, 9);
            within("numberPerWeek", numberPerWeek, 30);
            within("numberInAll", numberInAll, 999);
            ordered("numberPerWeek", numberPerWeek, numberPerDay);
            ordered("numberInAll", numberInAll, numberPerWeek == null ? numberPerDay : numberPerWeek);
        }

        private static void within(String field, @Nullable Integer value, int max) {
            if (value != null && (value < 1 || value > max)) {
                throw Refusal.invalid(field, value, Remedy.WHOLE_NUMBER.with(1, max));
            }
        }

        private static void ordered(String field, @Nullable Integer longer, @Nullable Integer shorter) {
            if (longer != null && shorter != null && longer < shorter) {
                throw Refusal.invalid(field, longer, Remedy.LONGER_ALLOWS_LESS.with(shorter));
            }
        }
    }

    /** An organisation as its people see it. */
    public record Organisation(String name, String zone, String country, String calendar, Limits limits) {}

    public Future<Organisation> get(UUID orgId) {
        return database.pool()
                .preparedQuery("SELECT name, zone, country, calendar, number_per_day, number_per_week, number_in_all"
                        + " FROM org_unit WHERE id = $1")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    var row = rows.iterator().next();
                    return new Organisation(
                            row.getString("name"),
                            row.getString("zone"),
                            row.getString("country"),
                            row.getString("calendar"),
                            new Limits(
                                    row.getInteger("number_per_day"),
                                    row.getInteger("number_per_week"),
                                    row.getInteger("number_in_all")));
                });
    }

    /** @throws Refusal naming the limit that cannot be */
    public Future<Void> set(UUID orgId, UUID userId, Limits limits) {
        limits.check();
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "UPDATE org_unit SET number_per_day = $2, number_per_week = $3, number_in_all = $4 WHERE id = $1")
                .execute(Tuple.of(orgId, limits.numberPerDay(), limits.numberPerWeek(), limits.numberInAll()))
                .compose(done -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                orgId,
                                userId,
                                "organisation.limits",
                                "org_unit",
                                orgId,
                                new JsonObject()
                                        .put("numberPerDay", limits.numberPerDay())
                                        .put("numberPerWeek", limits.numberPerWeek())
                                        .put("numberInAll", limits.numberInAll())))));
    }
}
