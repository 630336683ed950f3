package org.huifang.planning;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.callback.CallbackState;
import org.huifang.callback.ReviewReason;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.GoalDates;
import org.huifang.db.Ids;
import org.huifang.db.Times;

/** Callbacks that one statement makes: collected column by column, as the statement takes them. */
final class PlanPage {
    private final PlannedCampaign campaign;
    private final GoalDates dates;
    private final List<UUID> ids = new ArrayList<>();
    private final List<UUID> customers = new ArrayList<>();
    private final List<String> occasions = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final List<OffsetDateTime> nextAt = new ArrayList<>();
    private final List<OffsetDateTime> until = new ArrayList<>();
    private final List<Short> positions = new ArrayList<>();
    private final List<Buffer> keys = new ArrayList<>();
    private final List<OffsetDateTime> notBefore = new ArrayList<>();
    private final List<OffsetDateTime> deadlines = new ArrayList<>();
    private PlanTotals totals = PlanTotals.NONE;

    PlanPage(PlannedCampaign campaign, GoalDates dates) {
        this.campaign = campaign;
        this.dates = dates;
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    PlanTotals totals() {
        return totals;
    }

    /** Takes a customer on, unless there is no number to call. */
    void add(Row row, ZoneId zone, SpreadOf spreads) {
        Buffer key = row.getBuffer("number_key");
        if (key == null) {
            return;
        }
        if (row.getBoolean("stopped")) {
            put(row, zone, key, new CallbackState.Cancelled("STOPPED"), null);
            count(0, 0, 1, 0);
            return;
        }
        var place = spreads.of(zone, row.getArrayOfStrings("own_slots")).next();
        if (place.isEmpty()) {
            put(row, zone, key, new CallbackState.Review(ReviewReason.NO_SLOT), null);
            count(0, 0, 0, 1);
        } else {
            var slot = place.get().slot();
            put(
                    row,
                    zone,
                    key,
                    campaign.goal().approval()
                            ? new CallbackState.Review(ReviewReason.APPROVAL)
                            : new CallbackState.Waiting(slot, WaitReason.PLANNED),
                    place.get());
            count(place.get().late() ? 1 : 0, place.get().over() ? 1 : 0, 0, 0);
        }
    }

    /** Gives the times of a group of customers. */
    interface SpreadOf {
        Spread of(ZoneId zone, String[] ownSlots);
    }

    private void count(int late, int over, int stopped, int noSlot) {
        totals = totals.plus(new PlanTotals(1, late, over, stopped, noSlot));
    }

    private void put(
            Row row,
            ZoneId zone,
            Buffer key,
            CallbackState state,
            Spread.@org.jspecify.annotations.Nullable Place place) {
        ids.add(Ids.next());
        customers.add(row.getUUID("customer_id"));
        occasions.add(row.getString("occasion"));
        states.add(state.code());
        reasons.add(state.reasonCode());
        nextAt.add(place == null ? null : Times.at(place.slot().from()));
        until.add(place == null ? null : Times.at(place.slot().until()));
        positions.add(row.getShort("position"));
        keys.add(key);
        // Rules that change later move it within its day, and to a later one, but do not bring all to the first hour.
        LocalDate day = place == null
                ? dates.earliest()
                : LocalDate.ofInstant(place.slot().from(), zone);
        notBefore.add(Times.at(day.atStartOfDay(zone).toInstant()));
        deadlines.add(Times.at(dates.deadline().plusDays(1).atStartOfDay(zone).toInstant()));
    }

    /** For {@link PlanSql#INSERT}. */
    Tuple values(Instant now, LocalDate list) {
        return Tuple.of(campaign.orgId(), campaign.id(), Times.at(now), list)
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addArrayOfUUID(customers.toArray(UUID[]::new))
                .addArrayOfString(occasions.toArray(String[]::new))
                .addArrayOfString(states.toArray(String[]::new))
                .addArrayOfString(reasons.toArray(String[]::new))
                .addArrayOfOffsetDateTime(nextAt.toArray(OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(until.toArray(OffsetDateTime[]::new))
                .addArrayOfShort(positions.toArray(Short[]::new))
                .addArrayOfBuffer(keys.toArray(Buffer[]::new))
                .addArrayOfOffsetDateTime(notBefore.toArray(OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(deadlines.toArray(OffsetDateTime[]::new));
    }
}
