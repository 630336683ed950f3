package org.huifang.dialing;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Predicate;
import org.huifang.agent.ReadyAgent;
import org.huifang.callback.CallbackState;
import org.huifang.callback.Contacts;
import org.huifang.callback.ReviewReason;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.AnswerHours;
import org.huifang.campaign.Band;
import org.huifang.campaign.CallingHours;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.Tried;
import org.huifang.db.Ids;
import org.jspecify.annotations.Nullable;

/**
 * The callback that a claim has locked together with its number: whether it may be called at this moment (R31, R33, R42), and
 * if not, where it goes. A call that the customer asked for is made outside windows and limits too (R36), never against a stop.
 */
final class DueCallback {
    private final Row row;
    private final CampaignRules rules;
    private final Instant now;
    private final ZoneId zone;
    private final CallingHours hours;
    private final SlotPlanner planner;
    private final Tried tried;
    private final boolean appointment;

    /** @param row of {@link ClaimSql#CANDIDATE} */
    DueCallback(Row row, CampaignRules rules, Predicate<LocalDate> workingDay, Instant now) {
        this.row = row;
        this.rules = rules;
        this.now = now;
        String own = row.getString("zone");
        this.zone = ZoneId.of(own == null ? row.getString("org_zone") : own);
        this.hours = new CallingHours(rules, zone, workingDay);
        this.planner = new SlotPlanner(rules, zone, workingDay);
        this.tried = Tried.read(row.getLocalDate("last_counted_on"), row.getArrayOfStrings("tried_bands"));
        this.appointment = row.getBoolean("appointment");
    }

    /** Where it goes instead of being called; empty: it may be called now. */
    Optional<CallbackState> bar() {
        if (row.getOffsetDateTime("stopped_at") != null) {
            return Optional.of(new CallbackState.Cancelled("STOPPED"));
        }
        if (appointment) {
            return Optional.empty();
        }
        if (!rules.relaxed()) {
            Optional<CallbackState> later =
                    Contacts.read(row).bar(rules, hours.dateAt(now)).map(this::after);
            if (later.isPresent()) {
                return later;
            }
        }
        return band().isPresent()
                ? Optional.empty()
                : Optional.of(planner.waiting(now, tried, WaitReason.OUTSIDE_WINDOW));
    }

    private CallbackState after(Contacts.Bar bar) {
        return switch (bar) {
            case IN_ALL -> new CallbackState.Review(ReviewReason.CONTACT_LIMIT);
            case THIS_WEEK -> planner.nextWeek(now, tried, WaitReason.WEEKLY_LIMIT);
            case TODAY -> planner.nextDate(now, tried, WaitReason.DAILY_LIMIT);
            case OTHER_CAMPAIGN_TODAY -> planner.nextDate(now, tried, WaitReason.OTHER_CAMPAIGN);
        };
    }

    private Optional<Band> band() {
        if (appointment) {
            return Optional.of(hours.bandAt(now).orElseGet(() -> Band.around(LocalTime.ofInstant(now, zone))));
        }
        return rules.relaxed() ? hours.bandAt(now) : hours.allowedAt(now, tried);
    }

    /** The counters with this call. */
    Contacts contacts() {
        return Contacts.read(row).dialledOn(hours.dateAt(now));
    }

    /**
     * Only where nothing {@link #bar bars} it.
     *
     * @param agent null: nobody is kept for it
     */
    Claim claim(@Nullable ReadyAgent agent) {
        return new Claim(
                Ids.next(),
                row.getUUID("org_id"),
                row.getUUID("id"),
                row.getUUID("campaign_id"),
                row.getInteger("current_version"),
                rules,
                row.getUUID("customer_id"),
                row.getString("customer_name"),
                row.getString("language"),
                agent == null ? null : agent.id(),
                agent == null ? "" : agent.channel(),
                row.getBuffer("number_key").getBytes(),
                row.getUUID("trunk_id"),
                row.getString("trunk_name"),
                DialString.of(row.getString("e164"), row.getString("number_style"), row.getString("prefix")),
                row.getString("caller_id"),
                row.getBoolean("progress_counts"),
                row.getInteger("attempts") + 1,
                now,
                zone,
                row.getString("calendar"),
                hours.dateAt(now),
                band().orElseThrow(),
                new OutcomePolicy.Before(
                        row.getInteger("counted"), row.getInteger("uncounted"), row.getInteger("failures"), tried),
                AnswerHours.of(row.getArrayOfShorts("answered_hours")),
                null);
    }
}
