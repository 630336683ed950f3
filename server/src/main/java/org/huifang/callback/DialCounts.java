package org.huifang.callback;

import io.vertx.sqlclient.Row;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/**
 * Dials so far on a date, in its week (from Monday) and in all.
 *
 * @param date of the last dial; null: none yet
 */
public record DialCounts(@Nullable LocalDate date, int today, int week, int inAll) {
    public static final DialCounts NONE = new DialCounts(null, 0, 0, 0);

    /** Those of a number over all campaigns, as locked. */
    static DialCounts ofNumber(Row row) {
        return new DialCounts(
                row.getLocalDate("local_date"),
                row.getInteger("dials_today"),
                row.getInteger("dials_week"),
                row.getInteger("dials_in_all"));
    }

    /** Those of one campaign to the number. */
    static DialCounts ofCampaign(Row row) {
        LocalDate date = row.getLocalDate("campaign_date");
        return date == null
                ? NONE
                : new DialCounts(
                        date,
                        row.getInteger("campaign_today"),
                        row.getInteger("campaign_week"),
                        row.getInteger("campaign_in_all"));
    }

    /** The same as seen on a later date: what is over counts no more. */
    public DialCounts on(LocalDate day) {
        boolean sameWeek = date != null && monday(date).equals(monday(day));
        return new DialCounts(day, day.equals(date) ? today : 0, sameWeek ? week : 0, inAll);
    }

    /** The date on which a dial counts: where two customers share the number, it may be tomorrow already for the other one. */
    LocalDate countsOn(LocalDate day) {
        return date != null && date.isAfter(day) ? date : day;
    }

    public DialCounts andOne() {
        return new DialCounts(date, today + 1, week + 1, inAll + 1);
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }
}
