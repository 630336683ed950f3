package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.db.Times;

/** What the agents of one organisation have before them, and how long a call of each campaign takes them. */
final class Workload {
    private static final Duration LOOK_BACK = Duration.ofDays(7);
    private static final int ENOUGH_ATTEMPTS = 50;

    private final Capacity capacity;
    private final Map<UUID, Double> seconds;

    private Workload(Capacity capacity, Map<UUID, Double> seconds) {
        this.capacity = capacity;
        this.seconds = seconds;
    }

    /** @param campaigns the active ones of one organisation */
    static Future<Workload> read(SqlConnection connection, List<PlannedCampaign> campaigns, Instant now) {
        var capacity = new Capacity(campaigns.get(0).agents());
        var seconds = new HashMap<UUID, Double>();
        Future<Void> read = Future.succeededFuture();
        for (PlannedCampaign campaign : campaigns) {
            read = read.compose(done -> handling(connection, campaign, now)).compose(each -> {
                seconds.put(campaign.id(), each);
                return load(connection, campaign, each, capacity, now);
            });
        }
        return read.map(done -> new Workload(capacity, seconds));
    }

    Capacity capacity() {
        return capacity;
    }

    /** Agent-seconds for one call: measured once fifty attempts were made in a week, preset until then. */
    double seconds(PlannedCampaign campaign) {
        return seconds.getOrDefault(campaign.id(), 0.0 + preset(campaign));
    }

    private static Future<Double> handling(SqlConnection connection, PlannedCampaign campaign, Instant now) {
        return connection
                .preparedQuery(PlanSql.HANDLING)
                .execute(Tuple.of(campaign.id(), Times.at(now.minus(LOOK_BACK))))
                .map(rows -> {
                    var row = rows.iterator().next();
                    return row.getLong(0) < ENOUGH_ATTEMPTS
                            ? preset(campaign)
                            : row.getDouble(1) + campaign.rules().afterCallSeconds();
                });
    }

    private static double preset(PlannedCampaign campaign) {
        return campaign.rules().goal() == null
                ? org.huifang.campaign.GoalRule.HANDLING_PRESET_SECONDS
                : campaign.goal().handlingSeconds();
    }

    private static Future<Void> load(
            SqlConnection connection, PlannedCampaign campaign, double each, Capacity capacity, Instant now) {
        return connection
                .preparedQuery(PlanSql.LOAD)
                .execute(Tuple.of(campaign.id(), Times.at(now)))
                .map(rows -> {
                    rows.forEach(row -> capacity.occupy(row.getLong("stretch"), row.getLong("callbacks") * each));
                    return null;
                });
    }
}
