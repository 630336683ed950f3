package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.campaign.AnswerHours;
import org.huifang.campaign.Band;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.Tried;
import org.huifang.db.Database;
import org.huifang.telephony.RingBasis;
import org.jspecify.annotations.Nullable;

/** Reads attempts that the database holds for live, with all that is needed to go on with them or to end them. */
final class Leftovers {
    /**
     * @param facts as far as they were written
     * @param unknown it waits for a person already
     */
    record Leftover(Claim claim, AttemptFacts facts, boolean unknown) {}

    private static final String OF_NODE = """
            SELECT l.*, c.attempts, c.counted, c.uncounted, c.failures, c.last_counted_on, c.tried_bands,
                   cu.name AS customer_name, cu.language, cu.own_slots, n.answered_hours, o.calendar, t.name AS trunk_name, t.caller_id, t.progress_counts,
                   i.id AS rung_id, i.channel AS rung_channel
            FROM live_attempt l
            JOIN callback c ON c.id = l.callback_id
            JOIN customer cu ON cu.id = l.customer_id
            JOIN number_ledger n ON n.org_id = l.org_id AND n.number_key = l.number_key
            JOIN org_unit o ON o.id = l.org_id
            JOIN trunk t ON t.id = l.trunk_id
            LEFT JOIN inbound_call i ON i.attempt_id = l.id
            WHERE l.node_id = $1
            ORDER BY l.claimed_at
            """;

    private final Database database;
    private final RulesCache rules;

    Leftovers(Database database, RulesCache rules) {
        this.database = database;
        this.rules = rules;
    }

    Future<List<Leftover>> of(UUID node) {
        return database.pool().preparedQuery(OF_NODE).execute(Tuple.of(node)).compose(rows -> {
            var found = new ArrayList<Future<Leftover>>();
            rows.forEach(row ->
                    found.add(rules.get(database.pool(), row.getUUID("campaign_id"), row.getInteger("rules_version"))
                            .map(version -> read(row, version))));
            return Future.all(found).map(all -> all.<Leftover>list());
        });
    }

    private static Leftover read(Row row, CampaignRules rules) {
        Instant claimedAt = row.getOffsetDateTime("claimed_at").toInstant();
        var claim = new Claim(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getUUID("callback_id"),
                row.getUUID("campaign_id"),
                row.getInteger("rules_version"),
                rules.withWindows(OwnSlots.read(row.getArrayOfStrings("own_slots"))),
                row.getUUID("customer_id"),
                row.getString("customer_name"),
                row.getString("language"),
                row.getUUID("agent_id"),
                "",
                row.getBuffer("number_key").getBytes(),
                row.getUUID("trunk_id"),
                row.getString("trunk_name"),
                "",
                row.getString("caller_id"),
                row.getBoolean("progress_counts"),
                row.getInteger("seq"),
                claimedAt,
                ZoneId.of(row.getString("zone")),
                row.getString("calendar"),
                row.getLocalDate("local_date"),
                new Band(row.getLocalTime("band_start"), row.getLocalTime("band_end")),
                new OutcomePolicy.Before(
                        row.getInteger("counted"),
                        row.getInteger("uncounted"),
                        row.getInteger("failures"),
                        Tried.read(row.getLocalDate("last_counted_on"), row.getArrayOfStrings("tried_bands"))),
                AnswerHours.of(row.getArrayOfShorts("answered_hours")),
                row.getUUID("rung_id") == null
                        ? null
                        : new Claim.Rung(row.getUUID("rung_id"), row.getString("rung_channel")));
        return new Leftover(claim, facts(row), row.getString("state").equals("UNKNOWN"));
    }

    private static AttemptFacts facts(Row row) {
        AttemptFacts facts = AttemptFacts.NONE;
        Instant ring = instant(row, "ring_at");
        Instant answered = instant(row, "answered_at");
        Instant bridged = instant(row, "bridged_at");
        if (ring != null) {
            facts = facts.ringing(ring, RingBasis.valueOf(row.getString("ring_basis")));
        }
        if (answered != null) {
            facts = facts.answered(answered);
        }
        return bridged == null ? facts : facts.bridged(bridged);
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }
}
