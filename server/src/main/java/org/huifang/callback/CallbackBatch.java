package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/**
 * Makes callbacks, many in one go, each with its first slot; what exists already stays as it is (R12). The numbers'
 * rows are locked against a stop at the same instant, in one order.
 */
public final class CallbackBatch {
    private final WorkingDays workingDays;
    private final Clock clock;

    public CallbackBatch(WorkingDays workingDays, Clock clock) {
        this.workingDays = workingDays;
        this.clock = clock;
    }

    /** What became of one draft: exactly one of id and refusal is there. */
    public record Result(
            @Nullable UUID id, boolean created, @Nullable Refusal refusal) {}

    private record Campaign(UUID id, String state, CampaignRules rules) {}

    private record Customer(
            UUID id,
            ZoneId zone,
            String calendar,
            @Nullable Short position,
            @Nullable Buffer key) {}

    private record Key(UUID campaign, UUID customer, String occasion) {}

    private record Planned(UUID id, Key key, Customer customer, CallbackDraft draft, CallbackState state) {}

    /** One result for each draft, in their order. */
    public Future<List<Result>> create(SqlConnection transaction, UUID orgId, List<CallbackDraft> drafts) {
        return campaigns(transaction, orgId, drafts)
                .compose(campaigns -> customers(transaction, orgId, drafts)
                        .compose(customers -> stopped(transaction, orgId, customers)
                                .compose(stopped -> store(transaction, orgId, drafts, campaigns, customers, stopped))));
    }

    private Future<Map<String, Campaign>> campaigns(SqlConnection transaction, UUID orgId, List<CallbackDraft> drafts) {
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

    private Future<Map<String, Customer>> customers(SqlConnection transaction, UUID orgId, List<CallbackDraft> drafts) {
        return transaction
                .preparedQuery("SELECT c.id, c.external_ref, coalesce(c.zone, o.zone) AS zone, o.calendar, p.position,"
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

    private Future<List<Result>> store(
            SqlConnection transaction,
            UUID orgId,
            List<CallbackDraft> drafts,
            Map<String, Campaign> campaigns,
            Map<String, Customer> customers,
            Set<Buffer> stopped) {
        Instant now = clock.instant();
        var refusals = new Refusal[drafts.size()];
        var keys = new Key[drafts.size()];
        var planned = new ArrayList<Planned>();
        for (int i = 0; i < drafts.size(); i++) {
            try {
                Planned one = plan(drafts.get(i), campaigns, customers, stopped, now);
                keys[i] = one.key();
                planned.add(one);
            } catch (Refusal refusal) {
                refusals[i] = refusal;
            }
        }
        return insert(transaction, orgId, planned, now)
                .compose(created -> ids(transaction, orgId, planned).map(ids -> {
                    var results = new ArrayList<Result>();
                    var told = new HashSet<UUID>();
                    for (int i = 0; i < keys.length; i++) {
                        UUID id = keys[i] == null ? null : ids.get(keys[i]);
                        results.add(new Result(id, id != null && created.contains(id) && told.add(id), refusals[i]));
                    }
                    return results;
                }));
    }

    private Planned plan(
            CallbackDraft draft,
            Map<String, Campaign> campaigns,
            Map<String, Customer> customers,
            Set<Buffer> stopped,
            Instant now) {
        Campaign campaign = campaigns.get(draft.campaign());
        if (campaign == null) {
            throw Refusal.invalid("campaign", draft.campaign(), "there is no campaign of this code");
        }
        if (campaign.state().equals("CLOSED")) {
            throw Refusal.invalid("campaign", draft.campaign(), "is closed; it takes no more callbacks");
        }
        Customer customer = customers.get(draft.customer());
        if (customer == null) {
            throw Refusal.invalid("customer", draft.customer(), "there is no customer of this reference");
        }
        if (customer.key() == null) {
            throw Refusal.invalid("customer", draft.customer(), "has no phone number; give one first");
        }
        if (draft.deadline() != null && !draft.deadline().isAfter(now)) {
            throw Refusal.invalid("deadline", draft.deadline(), "is past");
        }
        CallbackState state = stopped.contains(customer.key())
                ? new CallbackState.Cancelled("STOPPED")
                : new SlotPlanner(campaign.rules(), customer.zone(), workingDays.of(customer.calendar()))
                        .first(now, draft.notBefore());
        return new Planned(Ids.next(), new Key(campaign.id(), customer.id(), draft.occasion()), customer, draft, state);
    }

    private static Future<Set<UUID>> insert(SqlConnection transaction, UUID orgId, List<Planned> planned, Instant now) {
        if (planned.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        var sorted = planned.stream()
                .sorted(Comparator.<Planned, UUID>comparing(one -> one.key().customer())
                        .thenComparing(one -> one.key().campaign())
                        .thenComparing(one -> one.key().occasion()))
                .toList();
        return transaction
                .preparedQuery(
                        "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since,"
                                + " reason, next_at, dialable_until, phone_position, number_key, not_before, deadline, created_at)"
                                + " SELECT d.id, $1, d.campaign, d.customer, d.occasion, d.state, $2, d.reason, d.next_at, d.until,"
                                + " d.position, d.key, d.not_before, d.deadline, $2 FROM unnest($3::uuid[], $4::uuid[], $5::uuid[],"
                                + " $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::smallint[],"
                                + " $12::bytea[], $13::timestamptz[], $14::timestamptz[]) WITH ORDINALITY AS d (id, campaign, customer,"
                                + " occasion, state, reason, next_at, until, position, key, not_before, deadline, nr) ORDER BY d.nr"
                                + " ON CONFLICT DO NOTHING RETURNING id, state")
                .execute(Tuple.of(orgId, Times.at(now))
                        .addArrayOfUUID(sorted.stream().map(Planned::id).toArray(UUID[]::new))
                        .addArrayOfUUID(
                                sorted.stream().map(one -> one.key().campaign()).toArray(UUID[]::new))
                        .addArrayOfUUID(
                                sorted.stream().map(one -> one.key().customer()).toArray(UUID[]::new))
                        .addArrayOfString(
                                sorted.stream().map(one -> one.key().occasion()).toArray(String[]::new))
                        .addArrayOfString(
                                sorted.stream().map(one -> one.state().code()).toArray(String[]::new))
                        .addArrayOfString(sorted.stream()
                                .map(one -> one.state().reasonCode())
                                .toArray(String[]::new))
                        .addArrayOfOffsetDateTime(sorted.stream()
                                .map(one -> one.state() instanceof CallbackState.Waiting waiting
                                        ? Times.at(waiting.slot().from())
                                        : null)
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfOffsetDateTime(sorted.stream()
                                .map(one -> one.state() instanceof CallbackState.Waiting waiting
                                        ? Times.at(waiting.slot().until())
                                        : null)
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfShort(sorted.stream()
                                .map(one -> one.customer().position())
                                .toArray(Short[]::new))
                        .addArrayOfBuffer(
                                sorted.stream().map(one -> one.customer().key()).toArray(Buffer[]::new))
                        .addArrayOfOffsetDateTime(sorted.stream()
                                .map(one -> Times.atOrNull(one.draft().notBefore()))
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfOffsetDateTime(sorted.stream()
                                .map(one -> Times.atOrNull(one.draft().deadline()))
                                .toArray(OffsetDateTime[]::new)))
                .compose(rows -> {
                    var created = new HashSet<UUID>();
                    boolean waiting = false;
                    for (Row row : rows) {
                        created.add(row.getUUID("id"));
                        waiting |= row.getString("state").equals("WAITING");
                    }
                    return waiting ? DueNotice.send(transaction).map(sent -> created) : Future.succeededFuture(created);
                });
    }

    private static Future<Map<Key, UUID>> ids(SqlConnection transaction, UUID orgId, List<Planned> planned) {
        return transaction
                .preparedQuery("SELECT c.id, c.campaign_id, c.customer_id, c.occasion_key FROM callback c"
                        + " JOIN unnest($2::uuid[], $3::uuid[], $4::text[]) AS d (campaign, customer, occasion)"
                        + " ON c.campaign_id = d.campaign AND c.customer_id = d.customer AND c.occasion_key = d.occasion"
                        + " WHERE c.org_id = $1")
                .execute(Tuple.of(orgId)
                        .addArrayOfUUID(planned.stream()
                                .map(one -> one.key().campaign())
                                .toArray(UUID[]::new))
                        .addArrayOfUUID(planned.stream()
                                .map(one -> one.key().customer())
                                .toArray(UUID[]::new))
                        .addArrayOfString(planned.stream()
                                .map(one -> one.key().occasion())
                                .toArray(String[]::new)))
                .map(rows -> {
                    var ids = new HashMap<Key, UUID>();
                    rows.forEach(
                            row -> ids.put(new Key(row.getUUID(1), row.getUUID(2), row.getString(3)), row.getUUID(0)));
                    return ids;
                });
    }
}
