package org.huifang.campaign;

import io.vertx.core.Future;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.huifang.db.Database;

/** Working days by calendar: Monday to Friday, except where {@code calendar_day} says otherwise (holidays, 调休). */
public final class WorkingDays {
    private final Database database;
    private volatile Map<String, Map<LocalDate, Boolean>> exceptions = Map.of();

    public WorkingDays(Database database) {
        this.database = database;
    }

    /** Reads the table anew; call at start and after a change. */
    public Future<Void> load() {
        return database.pool()
                .query("SELECT calendar, day, working FROM calendar_day")
                .execute()
                .map(rows -> {
                    var read = new HashMap<String, Map<LocalDate, Boolean>>();
                    rows.forEach(row -> read.computeIfAbsent(row.getString(0), name -> new HashMap<>())
                            .put(row.getLocalDate(1), row.getBoolean(2)));
                    exceptions = read;
                    return null;
                });
    }

    public Predicate<LocalDate> of(String calendar) {
        Map<LocalDate, Boolean> days = exceptions.getOrDefault(calendar, Map.of());
        return date -> days.getOrDefault(
                date, date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY);
    }
}
