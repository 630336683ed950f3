package org.huifang.planning;

import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.GoalRule;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.WorkingDays;

/**
 * An active campaign whose events make callbacks.
 *
 * @param zone the organisation's: in it events have their dates, and customers who have no zone of their own
 * @param agents who could call
 */
record PlannedCampaign(
        UUID id,
        UUID orgId,
        String code,
        CampaignRules rules,
        ZoneId zone,
        Predicate<LocalDate> workingDay,
        int agents) {

    static PlannedCampaign read(Row row, WorkingDays workingDays) {
        return new PlannedCampaign(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("code"),
                RulesJson.parse(row.getString("rules")),
                ZoneId.of(row.getString("zone")),
                workingDays.of(row.getString("calendar")),
                row.getLong("agents").intValue());
    }

    GoalRule goal() {
        return Objects.requireNonNull(rules.goal());
    }
}
