package org.huifang.callback;

import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.Optional;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.ContactLimits;
import org.jspecify.annotations.Nullable;

/**
 * How often a number has been called, and whether it may be called once more. Read from rows that the claim has locked, so
 * that what it decides still holds when it commits. Pure.
 *
 * @param number over all campaigns
 * @param campaign by this campaign
 * @param organisation what holds for every number of the organisation
 * @param countedToday unanswered attempts that counted, on the date of {@code number}
 * @param othersOn the last date on which another campaign called one of the customer's numbers; null: none did
 */
public record Contacts(
        DialCounts number,
        DialCounts campaign,
        Organisation organisation,
        int countedToday,
        @Nullable LocalDate othersOn) {
    /** Dials to one number over all campaigns; null: no limit. */
    public record Organisation(
            @Nullable Integer perDay,
            @Nullable Integer perWeek,
            @Nullable Integer inAll) {
        public static Organisation read(Row row) {
            return new Organisation(
                    row.getInteger("number_per_day"),
                    row.getInteger("number_per_week"),
                    row.getInteger("number_in_all"));
        }
    }

    /** What keeps the number from being called now; the longest wait first. */
    public enum Bar {
        IN_ALL,
        THIS_WEEK,
        TODAY,
        OTHER_CAMPAIGN_TODAY
    }

    public static Contacts read(Row row) {
        return read(row, Organisation.read(row));
    }

    public static Contacts read(Row row, Organisation organisation) {
        return new Contacts(
                DialCounts.ofNumber(row),
                DialCounts.ofCampaign(row),
                organisation,
                row.getInteger("counted_today"),
                row.getLocalDate("others_on"));
    }

    /** The counters as they are when the call is made on this date. */
    public Contacts dialledOn(LocalDate today) {
        LocalDate day = number.countsOn(today);
        return new Contacts(
                number.on(day).andOne(),
                campaign.on(day).andOne(),
                organisation,
                day.equals(number.date()) ? countedToday : 0,
                othersOn);
    }

    /** The call just made counted. */
    public Contacts andCounted() {
        return new Contacts(number, campaign, organisation, countedToday + 1, othersOn);
    }

    public Optional<Bar> bar(CampaignRules rules, LocalDate today) {
        ContactLimits limits = rules.limits();
        LocalDate day = number.countsOn(today);
        DialCounts all = number.on(day);
        DialCounts here = campaign.on(day);
        if (reached(all.inAll(), organisation.inAll()) || reached(here.inAll(), limits.attemptsInAll())) {
            return Optional.of(Bar.IN_ALL);
        }
        if (reached(all.week(), organisation.perWeek()) || reached(here.week(), limits.attemptsPerWeek())) {
            return Optional.of(Bar.THIS_WEEK);
        }
        // What was dialled on the date before the number's is not known any more.
        boolean tomorrowThere = day.isAfter(today);
        boolean countedOnce = day.equals(number.date()) && countedToday >= 1;
        if (tomorrowThere
                || countedOnce
                || reached(all.today(), rules.maxDialsPerDay())
                || reached(all.today(), organisation.perDay())
                || reached(here.today(), limits.attemptsPerDay())) {
            return Optional.of(Bar.TODAY);
        }
        return limits.oneCampaignADay() && othersOn != null && !othersOn.isBefore(today)
                ? Optional.of(Bar.OTHER_CAMPAIGN_TODAY)
                : Optional.empty();
    }

    private static boolean reached(int dials, @Nullable Integer limit) {
        return limit != null && dials >= limit;
    }
}
