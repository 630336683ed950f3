package org.huifang.rehearsal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.huifang.campaign.CampaignRules;
import org.huifang.db.Database;
import org.huifang.db.Times;

/** Measures a campaign's latest attempts; with too few of them the preset holds. */
final class BasisReader {
    /** The organisation's latest attempts of thirty days, of which a campaign's are counted: a bounded look, by index. */
    private static final String SELECT = """
            SELECT outcome, count(*), avg(extract(epoch FROM ended_at - claimed_at))::float8
            FROM (SELECT campaign_id, outcome, claimed_at, ended_at FROM attempt
                  WHERE org_id = $2 AND claimed_at > $3 AND direction = 'OUT' ORDER BY claimed_at DESC LIMIT 20000) latest
            WHERE campaign_id = $1 AND outcome NOT IN ('NEVER_SENT', 'UNKNOWN', 'GAVE_WAY')
            GROUP BY outcome
            """;

    private static final Duration LOOK_BACK = Duration.ofDays(30);
    private static final Set<String> FAILURES =
            Set.of("CONGESTION", "TRUNK_DEAD", "NO_RINGING", "ORIGINATE_FAILED", "SERVER_STOPPED");

    private BasisReader() {}

    /** @param rules that the attempts obeyed */
    static Future<Basis> read(Database database, UUID org, UUID campaign, CampaignRules rules, Instant now) {
        return database.pool()
                .preparedQuery(SELECT)
                .execute(Tuple.of(campaign, org, Times.at(now.minus(LOOK_BACK))))
                .map(rows -> {
                    var counts = new HashMap<String, Integer>();
                    double answered = 0;
                    double unanswered = 0;
                    for (Row row : rows) {
                        int count = row.getInteger(1);
                        counts.merge(
                                FAILURES.contains(row.getString(0)) ? "FAILURE" : row.getString(0),
                                count,
                                Integer::sum);
                        if (row.getString(0).equals("ANSWERED")) {
                            answered += count * row.getDouble(2);
                        } else {
                            unanswered += count * row.getDouble(2);
                        }
                    }
                    return basis(counts, answered, unanswered, rules);
                });
    }

    private static Basis basis(Map<String, Integer> counts, double answered, double unanswered, CampaignRules rules) {
        Basis preset = Basis.preset(rules);
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (all < Basis.ENOUGH) {
            return preset;
        }
        int talks = counts.getOrDefault("ANSWERED", 0);
        return new Basis(
                all,
                share(counts, "ANSWERED", all),
                share(counts, "BUSY", all),
                share(counts, "UNREACHABLE", all),
                share(counts, "REJECTED", all),
                share(counts, "RANG_SHORT", all),
                share(counts, "INVALID_NUMBER", all),
                share(counts, "ABANDONED", all),
                share(counts, "FAILURE", all),
                talks == 0
                        ? preset.answeredSeconds()
                        : (int) Math.max(1, Math.round(answered / talks) + rules.afterCallSeconds()),
                all == talks ? preset.unansweredSeconds() : (int) Math.max(1, Math.round(unanswered / (all - talks))));
    }

    private static double share(Map<String, Integer> counts, String outcome, int all) {
        return counts.getOrDefault(outcome, 0) / (double) all;
    }
}
