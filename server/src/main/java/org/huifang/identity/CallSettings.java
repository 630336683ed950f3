package org.huifang.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;

/** What holds for every call of an organisation, whatever the campaign; claims read it, so that it holds at once. */
public final class CallSettings {
    private final Database database;
    private final Audit audit;

    public CallSettings(Database database, Audit audit) {
        this.database = database;
        this.audit = audit;
    }

    /** To whom the next call is given of those who are ready and may have it (R16). */
    public enum ShareBy {
        LONGEST_IDLE,
        /** Whoever had the fewest calls today. */
        FEWEST_CALLS
    }

    /** Dials to one number over all campaigns; null: no limit. */
    public record Settings(
            @Nullable Integer numberPerDay,
            @Nullable Integer numberPerWeek,
            @Nullable Integer numberInAll,
            ShareBy shareBy) {}

    public Future<Settings> get(UUID orgId) {
        return database.pool()
                .preparedQuery(
                        "SELECT number_per_day, number_per_week, number_in_all, share_by FROM org_unit WHERE id = $1")
                .execute(Tuple.of(orgId))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Settings(
                            row.getInteger(0), row.getInteger(1), row.getInteger(2), ShareBy.valueOf(row.getString(3)));
                });
    }

    /** @throws Refusal (as failure) when a limit could never be met because that of a shorter time is higher */
    public Future<Void> set(UUID orgId, UUID userId, Settings settings) {
        Integer week = settings.numberPerWeek();
        refuseLess("numberPerWeek", settings.numberPerDay(), week);
        refuseLess("numberInAll", week == null ? settings.numberPerDay() : week, settings.numberInAll());
        return database.transaction(connection -> connection
                .preparedQuery("UPDATE org_unit SET number_per_day = $2, number_per_week = $3, number_in_all = $4,"
                        + " share_by = $5 WHERE id = $1")
                .execute(Tuple.of(
                        orgId,
                        settings.numberPerDay(),
                        week,
                        settings.numberInAll(),
                        settings.shareBy().name()))
                .compose(stored -> audit.append(
                        connection,
                        AuditEntry.byUser(
                                orgId,
                                userId,
                                "organisation.calls",
                                "organisation",
                                orgId,
                                new JsonObject()
                                        .put("numberPerDay", settings.numberPerDay())
                                        .put("numberPerWeek", week)
                                        .put("numberInAll", settings.numberInAll())
                                        .put("shareBy", settings.shareBy().name())))));
    }

    private static void refuseLess(String field, @Nullable Integer shorter, @Nullable Integer longer) {
        if (shorter != null && longer != null && longer < shorter) {
            throw Refusal.invalid(field, longer, Remedy.LONGER_ALLOWS_LESS.with(shorter));
        }
    }
}
