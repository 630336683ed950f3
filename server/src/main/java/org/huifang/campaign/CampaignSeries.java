package org.huifang.campaign;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** Campaigns that follow each other must begin somewhere: a series that leads back to itself would never end. */
final class CampaignSeries {
    /** Two who publish at once might each close half a circle. */
    private static final long LOCK = 0x6875_6966_7365_7269L;

    private CampaignSeries() {}

    /** Fails with a refusal when the campaign followed is unknown, or follows this one by however many steps. */
    static Future<Void> check(SqlConnection transaction, UUID orgId, String code, CampaignRules rules) {
        String follows = rules.goal() == null ? null : rules.goal().follows();
        if (follows == null) {
            return Future.succeededFuture();
        }
        return transaction
                .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                .execute(Tuple.of(LOCK))
                .compose(locked -> transaction
                        .preparedQuery(
                                "SELECT c.code, r.rules #>> '{goal,follows}' FROM campaign c JOIN campaign_rules r"
                                        + " ON r.campaign_id = c.id AND r.version = c.current_version WHERE c.org_id = $1")
                        .execute(Tuple.of(orgId)))
                .compose(rows -> {
                    var before = new HashMap<String, String>();
                    rows.forEach(row -> before.put(row.getString(0), row.getString(1)));
                    return Future.future(checked -> {
                        refuse(code, follows, before);
                        checked.complete();
                    });
                });
    }

    private static void refuse(String code, String follows, Map<String, String> before) {
        if (!before.containsKey(follows) && !follows.equals(code)) {
            throw Refusal.invalid("rules.goal.follows", follows, Remedy.NO_CAMPAIGN.with());
        }
        before.put(code, follows);
        List<String> path = new ArrayList<>(List.of(code));
        for (String next = follows; next != null; next = before.get(next)) {
            path.add(next);
            if (next.equals(code)) {
                throw Refusal.invalid("rules.goal.follows", follows, Remedy.CIRCLE.with(String.join(" → ", path)));
            }
            if (path.size() > before.size() + 1) {
                return;
            }
        }
    }
}
