package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Window;
import org.jspecify.annotations.Nullable;

/**
 * What the drafts of a batch name: campaigns by code, customers by reference.
 *
 * @param stopped numbers that must not be called; their rows are locked, in one order, against a stop at the same instant
 */
record BatchTargets(Map<String, Campaign> campaigns, Map<String, Customer> customers, Set<Buffer> stopped) {
    record Campaign(UUID id, String state, CampaignRules rules) {}

    /**
     * @param position of the number to call; null: there is none
     * @param key that number's
     */
    record Customer(
            UUID id,
            ZoneId zone,
            String calendar,
            List<Window> ownSlots,
            @Nullable Short position,
            @Nullable Buffer key) {}

    static Future<BatchTargets> of(SqlConnection transaction, UUID orgId, List<CallbackDraft> drafts) {
        return campaigns(transaction, orgId, drafts)
                .compose(campaigns -> customers(transaction, orgId, drafts)
                        .compose(customers -> stopped(transaction, orgId, customers)
                                .map(stopped -> new BatchTargets(campaigns, customers, stopped))));
    }

    private static Future<Map<String, Campaign>> campaigns(
            SqlConnection transaction, UUID orgId, List<CallbackDraft> drafts) {
        return transaction
                .preparedQuery(
                        "SELECT c.id, c.code, c.state, r.rules::text AS rules FROM campaign c JOIN campaign_rules r"
                                + " ON r.campaign_id = c.id AND r.version = c.current_version"
                                + " WHERE c.org_id = $1 AND c.code = ANY ($2)")
                .execute(Tuple.of(orgId)
                        .addArrayOfString(drafts.stream()
                                .map(CallbackDraft::campaign)
                                .distinct()
                                .toArray(String[]::new)))
                .map(rows -> {
                    var found = new HashMap<String, Campaign>();
                    for (Row row : rows) {
                        found.put(
                                row.getString("code"),
                                new Campaign(
                                        row.getUUID("id"),
                                        row.getString("state"),
                                        RulesJson.parse(row.getString("rules"))));
                    }
                    return found;
                });
    }

    private static Future<Map<String, Customer>> customers(
            SqlConnection transaction, UUID orgId, List<CallbackDraft> drafts) {
        return transaction
                .preparedQuery(
                        "SELECT c.id, c.external_ref, coalesce(c.zone, o.zone) AS zone, o.calendar, c.own_slots, p.position,"
                                + " p.number_key FROM customer c JOIN org_unit o ON o.id = c.org_id LEFT JOIN LATERAL ("
                                + " SELECT position, number_key FROM customer_phone p WHERE p.customer_id = c.id"
                                + " ORDER BY wrong_since IS NOT NULL, position LIMIT 1) p ON true"
                                + " WHERE c.org_id = $1 AND c.external_ref = ANY ($2)")
                .execute(Tuple.of(orgId)
                        .addArrayOfString(drafts.stream()
                                .map(CallbackDraft::customer)
                                .distinct()
                                .toArray(String[]::new)))
                .map(rows -> {
                    var found = new HashMap<String, Customer>();
                    for (Row row : rows) {
                        found.put(
                                row.getString("external_ref"),
                                new Customer(
                                        row.getUUID("id"),
                                        ZoneId.of(row.getString("zone")),
                                        row.getString("calendar"),
                                        OwnSlots.read(row.getArrayOfStrings("own_slots")),
                                        row.getShort("position"),
                                        row.getBuffer("number_key")));
                    }
                    return found;
                });
    }

    private static Future<Set<Buffer>> stopped(SqlConnection transaction, UUID orgId, Map<String, Customer> customers) {
        Buffer[] keys = customers.values().stream()
                .map(Customer::key)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(Buffer[]::new);
        return transaction
                .preparedQuery(
                        "SELECT number_key, stopped_at FROM number_ledger WHERE org_id = $1 AND number_key = ANY ($2)"
                                + " ORDER BY number_key FOR SHARE")
                .execute(Tuple.of(orgId).addArrayOfBuffer(keys))
                .map(rows -> {
                    var stopped = new HashSet<Buffer>();
                    for (Row row : rows) {
                        if (row.getOffsetDateTime("stopped_at") != null) {
                            stopped.add(row.getBuffer("number_key"));
                        }
                    }
                    return stopped;
                });
    }
}
