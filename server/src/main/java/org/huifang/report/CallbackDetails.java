package org.huifang.report;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** One callback with everything that happened to it, and why it was not called yet. */
public final class CallbackDetails {
    private static final String CALLBACK =
            "SELECT " + CallbackPages.COLUMNS + ", c.appointment, c.uncounted, c.failures,"
                    + " c.not_before, c.deadline, c.wrap_up_until, a.code AS agent_code, p.id AS campaign_id,"
                    + " p.state AS campaign_state, coalesce(u.zone, o.zone) AS zone, n.stopped_at, n.stop_reason,"
                    + " EXISTS (SELECT FROM live_attempt l WHERE l.org_id = c.org_id AND l.number_key = c.number_key"
                    + "   AND l.callback_id <> c.id) AS number_in_call,"
                    + " CASE WHEN r.route_language = 'REQUIRE' AND NOT EXISTS (SELECT FROM agent g WHERE g.org_id = c.org_id"
                    + "   AND g.presence <> 'LOGGED_OUT' AND coalesce(u.dialect, u.language) = ANY (g.languages))"
                    + "   THEN coalesce(u.dialect, u.language) END AS unspoken,"
                    + " (SELECT count(*) FROM agent g WHERE g.org_id = c.org_id AND g.presence <> 'LOGGED_OUT') AS logged_in,"
                    + " (SELECT count(*) FROM agent g WHERE g.org_id = c.org_id AND g.presence = 'READY') AS ready"
                    + ", (SELECT z.name FROM number_campaign x JOIN campaign z ON z.id = x.campaign_id WHERE x.org_id = c.org_id"
                    + " AND x.number_key = c.number_key AND x.campaign_id <> c.campaign_id ORDER BY x.local_date DESC, z.code LIMIT 1)"
                    + " AS other_campaign"
                    + " FROM callback c JOIN campaign p ON p.id = c.campaign_id JOIN customer u ON u.id = c.customer_id"
                    + " JOIN campaign_rules r ON r.campaign_id = p.id AND r.version = p.current_version"
                    + " JOIN org_unit o ON o.id = c.org_id LEFT JOIN agent a ON a.id = c.agent_id"
                    + " LEFT JOIN number_ledger n ON n.org_id = c.org_id AND n.number_key = c.number_key"
                    + " WHERE c.org_id = $1 AND c.id = $2";

    private final Database database;
    private final Clock clock;

    public CallbackDetails(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public record CallbackFacts(
            UUID id,
            String campaign,
            String campaignName,
            UUID customerId,
            String customerName,
            String customerRef,
            String occasion,
            String state,
            String reason,
            Instant stateSince,
            @Nullable Instant nextAt,
            @Nullable Instant dialableUntil,
            int attempts,
            int counted,
            @Nullable Instant lastAttemptAt,
            Instant createdAt,
            boolean appointment,
            int uncounted,
            int failures,
            @Nullable Instant notBefore,
            @Nullable Instant deadline,
            @Nullable Instant wrapUpUntil,
            @Nullable String agentCode) {}

    public record CampaignRef(UUID id, String code, String name, String state) {}

    public record Message(
            UUID id,
            String kind,
            String channel,
            String body,
            String state,
            @Nullable String problem,
            Instant createdAt) {}

    /** @param wishedAt when the customer wants to be called, only where the text leaves no doubt */
    public record Reply(
            UUID id,
            Instant at,
            String gateway,
            String text,
            String meaning,
            @Nullable Instant wishedAt,
            @Nullable Instant handledAt) {}

    public record Detail(
            CallbackFacts callback,
            CampaignRef campaign,
            WhyNotCalled.Answer why,
            List<AttemptHistory.Attempt> attempts,
            List<Message> messages,
            List<Reply> replies) {}

    public Future<Detail> get(UUID orgId, UUID id) {
        return database.pool()
                .withConnection(connection -> connection
                        .preparedQuery(CALLBACK)
                        .execute(Tuple.of(orgId, id))
                        .compose(rows -> {
                            var found = rows.iterator();
                            if (!found.hasNext()) {
                                return Future.failedFuture(Refusal.notFound("id", id));
                            }
                            Row row = found.next();
                            return nodes(connection)
                                    .compose(nodes -> AttemptHistory.of(connection, id)
                                            .compose(attempts -> messages(connection, id)
                                                    .compose(messages -> replies(connection, id)
                                                            .map(replies -> new Detail(
                                                                    facts(row),
                                                                    campaign(row),
                                                                    why(row, nodes),
                                                                    attempts,
                                                                    messages,
                                                                    replies)))));
                        }));
    }

    private Future<List<WhyNotCalled.Node>> nodes(SqlConnection connection) {
        return connection
                .preparedQuery("SELECT name, blocked_reason FROM node WHERE lease_until > $1 ORDER BY name")
                .execute(Tuple.of(Times.at(clock.instant())))
                .map(rows -> {
                    var nodes = new ArrayList<WhyNotCalled.Node>();
                    rows.forEach(row -> nodes.add(new WhyNotCalled.Node(row.getString(0), row.getString(1))));
                    return nodes;
                });
    }

    private static Future<List<Message>> messages(SqlConnection connection, UUID id) {
        return connection
                .preparedQuery(
                        "SELECT id, kind, channel, body, state, problem, created_at FROM message_outbox WHERE callback_id = $1"
                                + " ORDER BY created_at")
                .execute(Tuple.of(id))
                .map(rows -> {
                    var messages = new ArrayList<Message>();
                    rows.forEach(row -> messages.add(new Message(
                            row.getUUID("id"),
                            row.getString("kind"),
                            row.getString("channel"),
                            row.getString("body"),
                            row.getString("state"),
                            row.getString("problem"),
                            Times.instant(row, "created_at"))));
                    return messages;
                });
    }

    private static Future<List<Reply>> replies(SqlConnection connection, UUID id) {
        return connection
                .preparedQuery("SELECT id, at, gateway, text, meaning, wished_at, handled_at FROM message_reply"
                        + " WHERE callback_id = $1 ORDER BY at, id")
                .execute(Tuple.of(id))
                .map(rows -> {
                    var replies = new ArrayList<Reply>();
                    rows.forEach(row -> replies.add(new Reply(
                            row.getUUID("id"),
                            Times.instant(row, "at"),
                            row.getString("gateway"),
                            row.getString("text"),
                            row.getString("meaning"),
                            Times.instantOrNull(row, "wished_at"),
                            Times.instantOrNull(row, "handled_at"))));
                    return replies;
                });
    }

    private WhyNotCalled.Answer why(Row row, List<WhyNotCalled.Node> nodes) {
        return WhyNotCalled.at(
                clock.instant(),
                new WhyNotCalled.Facts(
                        row.getString("state"),
                        row.getString("reason"),
                        Times.instant(row, "state_since"),
                        Times.instantOrNull(row, "next_at"),
                        Times.instantOrNull(row, "dialable_until"),
                        Times.instantOrNull(row, "deadline"),
                        row.getString("zone"),
                        row.getString("campaign_state"),
                        Times.instantOrNull(row, "stopped_at"),
                        row.getString("stop_reason"),
                        row.getBoolean("number_in_call"),
                        row.getString("other_campaign"),
                        row.getString("unspoken"),
                        nodes,
                        row.getLong("logged_in").intValue(),
                        row.getLong("ready").intValue()));
    }

    private static CampaignRef campaign(Row row) {
        return new CampaignRef(
                row.getUUID("campaign_id"),
                row.getString("campaign"),
                row.getString("campaign_name"),
                row.getString("campaign_state"));
    }

    private static CallbackFacts facts(Row row) {
        var summary = CallbackPages.summary(row);
        return new CallbackFacts(
                summary.id(),
                summary.campaign(),
                summary.campaignName(),
                summary.customerId(),
                summary.customerName(),
                summary.customerRef(),
                summary.occasion(),
                summary.state(),
                summary.reason(),
                summary.stateSince(),
                summary.nextAt(),
                summary.dialableUntil(),
                summary.attempts(),
                summary.counted(),
                summary.lastAttemptAt(),
                summary.createdAt(),
                row.getBoolean("appointment"),
                row.getInteger("uncounted"),
                row.getInteger("failures"),
                Times.instantOrNull(row, "not_before"),
                Times.instantOrNull(row, "deadline"),
                Times.instantOrNull(row, "wrap_up_until"),
                row.getString("agent_code"));
    }
}
