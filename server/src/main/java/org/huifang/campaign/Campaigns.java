package org.huifang.campaign;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Makes campaigns, publishes their rules in immutable versions and changes their state, each with its audit entry. */
public final class Campaigns {
    private static final Map<String, Set<String>> MOVES = Map.of(
            "DRAFT", Set.of("ACTIVE", "CLOSED"),
            "ACTIVE", Set.of("PAUSED", "CLOSED"),
            "PAUSED", Set.of("ACTIVE", "CLOSED"),
            "CLOSED", Set.of());

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    public Campaigns(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param trunk its name */
    public record NewCampaign(String code, String name, String trunk, boolean demo, CampaignRules rules) {}

    /** As DRAFT, with version 1 of its rules. */
    public Future<UUID> create(SqlConnection transaction, UUID orgId, UUID userId, NewCampaign campaign) {
        UUID id = Ids.next();
        var now = Times.at(clock.instant());
        return CampaignSeries.check(transaction, orgId, campaign.code(), campaign.rules())
                .compose(checked -> insert(transaction, orgId, userId, campaign, id, now));
    }

    private Future<UUID> insert(
            SqlConnection transaction, UUID orgId, UUID userId, NewCampaign campaign, UUID id, OffsetDateTime now) {
        return transaction
                .preparedQuery("SELECT id, simulated FROM trunk WHERE org_id = $1 AND name = $2")
                .execute(Tuple.of(orgId, campaign.trunk()))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.invalid("trunk", campaign.trunk(), Remedy.NO_TRUNK.with()));
                    }
                    Row trunk = found.next();
                    refuseRelaxed(campaign.rules(), campaign.demo(), trunk.getBoolean("simulated"));
                    return transaction
                            .preparedQuery(
                                    "INSERT INTO campaign (id, org_id, code, name, state, demo, trunk_id, current_version,"
                                            + " created_at) VALUES ($1, $2, $3, $4, 'DRAFT', $5, $6, 1, $7)"
                                            + " ON CONFLICT (org_id, code) DO NOTHING")
                            .execute(Tuple.of(id, orgId, campaign.code(), campaign.name(), campaign.demo())
                                    .addUUID(trunk.getUUID("id"))
                                    .addValue(now));
                })
                .compose(made -> made.rowCount() == 0
                        ? Future.<Void>failedFuture(
                                Refusal.conflict("code", campaign.code(), Remedy.TAKEN_BY_CAMPAIGN.with()))
                        : insertVersion(transaction, orgId, userId, id, 1, campaign.rules(), "first version"))
                .map(done -> id);
    }

    /**
     * A new version, obeyed by the next claim; yields its number.
     *
     * @throws Refusal (as failure) when the campaign is unknown, closed, or may not have these rules
     */
    public Future<Integer> publish(
            SqlConnection transaction, UUID orgId, UUID userId, UUID campaignId, CampaignRules rules, String reason) {
        return transaction
                .preparedQuery("SELECT c.code, c.state, c.demo, c.current_version, t.simulated FROM campaign c"
                        + " JOIN trunk t ON t.id = c.trunk_id WHERE c.id = $1 AND c.org_id = $2 FOR UPDATE OF c")
                .execute(Tuple.of(campaignId, orgId))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", campaignId));
                    }
                    Row campaign = found.next();
                    if (campaign.getString("state").equals("CLOSED")) {
                        return Future.failedFuture(Refusal.conflict("state", "CLOSED", Remedy.RULES_OF_CLOSED.with()));
                    }
                    refuseRelaxed(rules, campaign.getBoolean("demo"), campaign.getBoolean("simulated"));
                    int version = campaign.getInteger("current_version") + 1;
                    return CampaignSeries.check(transaction, orgId, campaign.getString("code"), rules)
                            .compose(checked -> transaction
                                    .preparedQuery("UPDATE campaign SET current_version = $2 WHERE id = $1")
                                    .execute(Tuple.of(campaignId, version)))
                            .compose(updated ->
                                    insertVersion(transaction, orgId, userId, campaignId, version, rules, reason))
                            .map(done -> version);
                });
    }

    public Future<Void> setState(UUID orgId, UUID userId, UUID campaignId, String wanted, @Nullable String reason) {
        return database.transaction(connection -> connection
                .preparedQuery("SELECT state FROM campaign WHERE id = $1 AND org_id = $2 FOR UPDATE")
                .execute(Tuple.of(campaignId, orgId))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", campaignId));
                    }
                    String state = found.next().getString("state");
                    if (!MOVES.getOrDefault(state, Set.of()).contains(wanted)) {
                        return Future.failedFuture(
                                Refusal.conflict("state", wanted, Remedy.STATE_MOVE.with(state, wanted)));
                    }
                    return connection
                            .preparedQuery("UPDATE campaign SET state = $2 WHERE id = $1")
                            .execute(Tuple.of(campaignId, wanted))
                            .compose(updated -> audit.append(
                                    connection,
                                    AuditEntry.byUser(
                                            orgId,
                                            userId,
                                            "campaign.state",
                                            "campaign",
                                            campaignId,
                                            new JsonObject()
                                                    .put("from", state)
                                                    .put("to", wanted)
                                                    .put("reason", reason == null ? "" : reason))))
                            .compose(audited -> connection
                                    .query("NOTIFY huifang_due")
                                    .execute()
                                    .mapEmpty());
                }));
    }

    private Future<Void> insertVersion(
            SqlConnection transaction,
            UUID orgId,
            UUID userId,
            UUID campaignId,
            int version,
            CampaignRules rules,
            String reason) {
        return transaction
                .preparedQuery(
                        "INSERT INTO campaign_rules (campaign_id, version, org_id, rules, author_id, reason, published_at)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7)")
                .execute(Tuple.of(campaignId, version, orgId)
                        .addValue(new JsonObject(RulesJson.write(rules)))
                        .addUUID(userId)
                        .addString(reason)
                        .addValue(Times.at(clock.instant())))
                .compose(inserted -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                orgId,
                                userId,
                                "campaign.publish",
                                "campaign",
                                campaignId,
                                new JsonObject().put("version", version).put("reason", reason))));
    }

    /** Minutes between attempts (against R33) only where no real customer can be reached. */
    public static void refuseRelaxed(CampaignRules rules, boolean demo, boolean simulated) {
        if (rules.relaxed() && !(demo && simulated)) {
            throw Refusal.invalid("rules.relaxedRetrySeconds", rules.relaxedRetrySeconds(), Remedy.DEMO_ONLY.with());
        }
    }
}
