package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.agent.AgentLine;
import org.huifang.db.Database;
import org.huifang.db.Ids;

/**
 * Calls without an agent, in the database: begun one after the other under the organisation's lock, so that no two servers together
 * pass what {@link Pacing} allows; and given to an agent once the customer has answered.
 */
final class PowerClaimer {
    private final Database database;
    private final Clock clock;
    private final NodeLease lease;
    private final Claimer claimer;
    private final RulesCache rules;

    PowerClaimer(Database database, Clock clock, NodeLease lease, Claimer claimer, RulesCache rules) {
        this.database = database;
        this.clock = clock;
        this.lease = lease;
        this.claimer = claimer;
        this.rules = rules;
    }

    /** What one try to call without an agent came to. */
    record Tried(Pacing.Decision decision, Claimer.Result result) {}

    /** @param spokenFor agents who count as ready and are about to get a call of their own */
    Future<Tried> claim(UUID org, UUID campaign, int spokenFor, UUID[] deadTrunks) {
        return database.shortTransaction(transaction -> transaction
                        .execute(PowerSql.LOCK, Tuple.of(org.toString()))
                        .compose(locked -> pacing(transaction.connection(), org, spokenFor))
                        .compose(pacing -> {
                            Pacing.Decision decision = pacing.decide(campaign, lease.id());
                            return decision == Pacing.Decision.CALL
                                    ? claimer.claimUnassigned(transaction, org, campaign, deadTrunks)
                                            .map(result -> new Tried(decision, result))
                                    : Future.succeededFuture(new Tried(decision, new Claimer.Result.Nothing()));
                        }))
                .recover(e -> Claimer.calledElsewhere(e)
                        ? Future.succeededFuture(new Tried(
                                Pacing.Decision.CALL, new Claimer.Result.Moved(Optional.empty(), Optional.empty())))
                        : Future.failedFuture(e));
    }

    /** As it is at this moment, on all servers. */
    Future<Pacing> pacing(SqlConnection connection, UUID org, int spokenFor) {
        Instant now = clock.instant();
        var at = Claimer.utc(now);
        Future<RowSet<Row>> measured =
                connection.preparedQuery(PowerSql.MEASURED).execute(Tuple.of(org, at));
        Future<RowSet<Row>> calls = connection.preparedQuery(PowerSql.CALLS).execute(Tuple.of(org, at));
        Future<RowSet<Row>> ready = connection
                .preparedQuery(PowerSql.READY)
                .execute(Tuple.of(org, at, Claimer.utc(now.plus(Claimer.KEPT_FREE_FOR))));
        return Future.all(measured, calls, ready)
                .compose(all -> campaigns(connection, measured.result()))
                .map(campaigns -> {
                    var underWay = new ArrayList<Pacing.Calls>();
                    calls.result()
                            .forEach(row -> underWay.add(new Pacing.Calls(
                                    row.getUUID("campaign_id"), row.getUUID("node_id"), row.getInteger("waiting"))));
                    return new Pacing(campaigns, underWay, ready(ready.result(), spokenFor));
                });
    }

    /** Less those who are spoken for: the appointments' on each server, for nobody knows which it will be. */
    private List<Pacing.Ready> ready(RowSet<Row> rows, int spokenFor) {
        var waiting = new ArrayList<Pacing.Ready>();
        for (Row row : rows) {
            waiting.add(new Pacing.Ready(row.getUUID("node_id"), row.getShort("skill"), row.getInteger("agents")));
        }
        int askedFor = rows.size() == 0 ? 0 : rows.iterator().next().getInteger("asked_for");
        waiting.stream()
                .map(Pacing.Ready::node)
                .distinct()
                .toList()
                .forEach(node -> waiting.add(new Pacing.Ready(
                        node, Integer.MAX_VALUE, -askedFor - (node.equals(lease.id()) ? spokenFor : 0))));
        return waiting;
    }

    private Future<HashMap<UUID, Pacing.Measured>> campaigns(SqlConnection connection, RowSet<Row> rows) {
        var found = new HashMap<UUID, Pacing.Measured>();
        Future<Void> all = Future.succeededFuture();
        for (Row row : rows) {
            UUID campaign = row.getUUID("id");
            all = all.compose(done -> rules.get(connection, campaign, row.getInteger("current_version"))
                    .map(version -> {
                        found.put(
                                campaign,
                                new Pacing.Measured(
                                        version.pacing(),
                                        row.getShort("route_skill"),
                                        row.getLong("answered"),
                                        row.getLong("abandoned")));
                        return null;
                    }));
        }
        return all.map(found);
    }

    /**
     * The customer who has answered gets the best agent who is ready on this server and may take the call.
     *
     * @return empty: nobody is ready who may, or the call is not waiting any more
     */
    Future<Optional<AgentLine>> assign(UUID attempt) {
        return database.transaction(connection -> connection
                .preparedQuery(PowerSql.LOCK_CALL)
                .execute(Tuple.of(attempt))
                .compose(calls -> calls.size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : connection
                                .preparedQuery(RingBackSql.AGENT)
                                .execute(agentFor(calls.iterator().next()))
                                .compose(agents -> agents.size() == 0
                                        ? Future.succeededFuture(Optional.empty())
                                        : assign(
                                                connection,
                                                attempt,
                                                calls.iterator().next().getUUID("org_id"),
                                                agents.iterator().next()))));
    }

    private Tuple agentFor(Row call) {
        UUID nobodyNotes = null;
        return Tuple.of(
                        call.getUUID("org_id"),
                        lease.id(),
                        call.getUUID("customer_id"),
                        call.getUUID("campaign_id"),
                        call.getUUID("meant"))
                .addUUID(nobodyNotes);
    }

    private Future<Optional<AgentLine>> assign(SqlConnection connection, UUID attempt, UUID org, Row agent) {
        Instant now = clock.instant();
        CrashPoint.reached("power-before-assigned");
        return connection
                .preparedQuery(PowerSql.ASSIGN)
                .execute(Tuple.of(attempt, agent.getUUID("id"), Claimer.utc(now), Ids.next())
                        .addLocalDate(LocalDate.ofInstant(now, ZoneOffset.UTC))
                        .addUUID(lease.id())
                        .addLong(lease.epoch())
                        .addString("node:" + lease.name()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(new AgentLine(
                                agent.getUUID("id"),
                                org,
                                agent.getString("code"),
                                "",
                                agent.getString("line_id"),
                                agent.getString("line_channel"))));
    }

    /** From now on the campaign over-dials, or does not; on file with why. False: it was so already. */
    Future<Boolean> overDial(SqlConnection connection, UUID campaign, boolean over, JsonObject why) {
        return connection
                .preparedQuery(PowerSql.OVER_DIAL)
                .execute(Tuple.of(campaign, over, Claimer.utc(clock.instant()), Ids.next(), "node:" + lease.name())
                        .addString(over ? "pacing.begin" : "pacing.stop")
                        .addValue(why))
                .map(rows -> rows.size() > 0);
    }
}
