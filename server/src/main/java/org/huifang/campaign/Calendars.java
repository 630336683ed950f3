package org.huifang.campaign;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.huifang.Refusal;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;

/**
 * Working-day calendars as people keep them: days that differ from Monday to Friday. A change is obeyed by every claim and
 * plan from then on, on this server at once, on others within five minutes.
 */
public final class Calendars {
    private final Database database;
    private final WorkingDays workingDays;
    private final Audit audit;

    public Calendars(Database database, WorkingDays workingDays, Audit audit) {
        this.database = database;
        this.workingDays = workingDays;
        this.audit = audit;
    }

    /** @param working a make-up working day; false: a holiday */
    public record Day(LocalDate day, boolean working, String name) {}

    public record Summary(String calendar, LocalDate first, LocalDate last, long days) {}

    public Future<List<Summary>> all() {
        return database.pool()
                .query("SELECT calendar, min(day), max(day), count(*) FROM calendar_day GROUP BY 1 ORDER BY 1")
                .execute()
                .map(rows -> {
                    var calendars = new ArrayList<Summary>();
                    rows.forEach(row -> calendars.add(
                            new Summary(row.getString(0), row.getLocalDate(1), row.getLocalDate(2), row.getLong(3))));
                    return calendars;
                });
    }

    public Future<List<Day>> days(String calendar, int year) {
        return database.pool()
                .preparedQuery(
                        "SELECT day, working, name FROM calendar_day WHERE calendar = $1 AND day >= $2 AND day < $3"
                                + " ORDER BY day")
                .execute(Tuple.of(calendar, LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1)))
                .map(rows -> {
                    var days = new ArrayList<Day>();
                    rows.forEach(row -> days.add(new Day(row.getLocalDate(0), row.getBoolean(1), row.getString(2))));
                    return days;
                });
    }

    public Future<Void> put(UUID orgId, UUID userId, String calendar, Day day) {
        return change(
                orgId, userId, calendar, "calendar.day", 1, connection -> insert(connection, calendar, List.of(day)));
    }

    /** The day is again what its day of the week says. */
    public Future<Void> remove(UUID orgId, UUID userId, String calendar, LocalDate day) {
        return change(
                orgId,
                userId,
                calendar,
                "calendar.remove",
                1,
                connection -> connection
                        .preparedQuery("DELETE FROM calendar_day WHERE calendar = $1 AND day = $2")
                        .execute(Tuple.of(calendar, day))
                        .compose(gone -> gone.rowCount() == 0
                                ? Future.failedFuture(Refusal.notFound("day", day))
                                : Future.succeededFuture()));
    }

    /** Each year that these days speak of is theirs alone; yields how many days. */
    public Future<Integer> replaceYears(UUID orgId, UUID userId, String calendar, List<Day> days) {
        Integer[] years =
                days.stream().map(day -> day.day().getYear()).distinct().toArray(Integer[]::new);
        return change(
                        orgId,
                        userId,
                        calendar,
                        "calendar.years",
                        days.size(),
                        connection -> connection
                                .preparedQuery(
                                        "DELETE FROM calendar_day WHERE calendar = $1 AND extract(year FROM day) = ANY ($2)")
                                .execute(Tuple.of(calendar).addArrayOfInteger(years))
                                .compose(gone -> insert(connection, calendar, days)))
                .map(done -> days.size());
    }

    private Future<Void> change(
            UUID orgId,
            UUID userId,
            String calendar,
            String action,
            int days,
            Function<SqlConnection, Future<Void>> work) {
        return database.<Void>transaction(connection -> work.apply(connection)
                        .compose(done -> audit.append(
                                connection,
                                AuditEntry.byUser(
                                        orgId,
                                        userId,
                                        action,
                                        "calendar",
                                        calendar,
                                        new JsonObject().put("days", days)))))
                .compose(done -> workingDays.load());
    }

    private static Future<Void> insert(SqlConnection connection, String calendar, List<Day> days) {
        return connection
                .preparedQuery(
                        "INSERT INTO calendar_day (calendar, day, working, name) SELECT $1, d.day, d.working, d.name"
                                + " FROM unnest($2::date[], $3::boolean[], $4::text[]) AS d (day, working, name)"
                                + " ON CONFLICT (calendar, day) DO UPDATE SET working = excluded.working, name = excluded.name")
                .execute(Tuple.of(calendar)
                        .addArrayOfLocalDate(days.stream().map(Day::day).toArray(LocalDate[]::new))
                        .addArrayOfBoolean(days.stream().map(Day::working).toArray(Boolean[]::new))
                        .addArrayOfString(days.stream().map(Day::name).toArray(String[]::new)))
                .mapEmpty();
    }
}
