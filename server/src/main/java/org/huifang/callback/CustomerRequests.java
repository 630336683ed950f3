package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/**
 * Requests of customers that another employee takes (R45): number and wished time are stored, the callback is found or made and
 * becomes an appointment, and its agent is told at once, all in one transaction.
 */
public final class CustomerRequests {
    /** Every server hears, at the commit, that pages may show something new. */
    public static final String CHANNEL = "huifang_board";

    /** One that is open, the next that is due first; of any campaign where none is named. $1 org, $2 customer, $3 campaign, $4 since. */
    private static final String OPEN = """
            SELECT c.id, c.number_key FROM callback c JOIN campaign p ON p.id = c.campaign_id
            WHERE c.customer_id = $2 AND c.org_id = $1 AND p.state = 'ACTIVE' AND ($3::text IS NULL OR p.code = $3)
              AND (c.state = 'WAITING' OR c.state IN ('EXHAUSTED', 'REVIEW') AND c.state_since > $4)
            ORDER BY c.state <> 'WAITING', c.next_at, c.created_at DESC LIMIT 1
            """;

    /** $1 callback, $2 from, $3 until, $4 now, $5 agent, $6 number's key; null: as it was. */
    private static final String AGREE = """
            UPDATE callback c SET state = 'WAITING', reason = 'APPOINTMENT', appointment = true, next_at = $2, dialable_until = $3,
              state_since = $4, counted = 0, uncounted = 0, failures = 0, tried_bands = '{}', last_counted_on = NULL,
              number_key = coalesce($6, c.number_key),
              phone_position = coalesce((SELECT position FROM customer_phone f WHERE f.customer_id = c.customer_id
                AND f.number_key = $6), c.phone_position),
              agent_id = coalesce($5, c.agent_id, (SELECT spoke_agent_id FROM number_ledger n
                WHERE n.org_id = c.org_id AND n.number_key = coalesce($6, c.number_key)))
            WHERE c.id = $1 AND c.state IN ('WAITING', 'EXHAUSTED', 'REVIEW') RETURNING agent_id
            """;

    private static final int OPEN_DAYS = 30;

    private final RequestedCustomers customers;
    private final CallbackBatch callbacks;
    private final Audit audit;
    private final Clock clock;

    public CustomerRequests(RequestedCustomers customers, CallbackBatch callbacks, Audit audit, Clock clock) {
        this.customers = customers;
        this.callbacks = callbacks;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param customer reference; null: whoever has the number
     * @param number where to call; null: where the callback would
     * @param name of a customer whom nobody knows yet
     * @param campaign code; null: of whichever callback is open
     * @param agent code of whom it concerns; null: who called or talked last
     */
    public record Given(
            @Nullable String customer,
            @Nullable String number,
            @Nullable String name,
            @Nullable Instant wishedAt,
            String note,
            @Nullable String campaign,
            @Nullable String agent) {}

    /** @param made false: a callback that was open keeps it */
    public record Taken(UUID id, UUID callback, boolean made) {}

    private record Target(UUID callback, boolean made) {}

    /** @throws Refusal (as failure) naming the field that cannot be used */
    public Future<Taken> take(SqlConnection transaction, UUID orgId, UUID userId, Given given) {
        UUID id = Ids.next();
        Instant now = clock.instant();
        CallbackState.Waiting appointment = WishedTime.appointment("wishedAt", given.wishedAt(), now);
        return agent(transaction, orgId, given.agent())
                .compose(agent -> customers
                        .find(transaction, orgId, given)
                        .compose(who -> target(transaction, orgId, given, who, id, now)
                                .compose(target -> agree(transaction, target, appointment, agent, who.number(), now)
                                        .compose(concerned -> transaction
                                                .preparedQuery(
                                                        "INSERT INTO customer_request (id, org_id, taken_at,"
                                                                + " taken_by, customer_id, callback_id, callback_made, wished_at,"
                                                                + " note, agent_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
                                                .execute(Tuple.of(id, orgId, Times.at(now), userId, who.id())
                                                        .addUUID(target.callback())
                                                        .addBoolean(target.made())
                                                        .addValue(Times.at(appointment
                                                                .slot()
                                                                .from()))
                                                        .addString(given.note().strip())
                                                        .addUUID(concerned)))
                                        .onSuccess(stored -> CrashPoint.reached("request-stored"))
                                        .compose(stored -> audit.append(
                                                transaction,
                                                AuditEntry.byUser(
                                                        orgId,
                                                        userId,
                                                        "request.take",
                                                        "callback",
                                                        target.callback(),
                                                        new JsonObject()
                                                                .put("request", id.toString())
                                                                .put("callbackMade", target.made())
                                                                .put("customerMade", who.made()))))
                                        .compose(noted -> DueNotice.send(transaction))
                                        .compose(sent -> changed(transaction))
                                        .map(new Taken(id, target.callback(), target.made())))));
    }

    /** The agent it concerns has read it; again changes nothing. */
    public Future<Void> seen(SqlConnection transaction, Dispositions.Noter by, UUID id) {
        return transaction
                .preparedQuery(
                        "SELECT agent_id, seen_at FROM customer_request WHERE org_id = $1 AND id = $2 FOR UPDATE")
                .execute(Tuple.of(by.orgId(), id))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Row request = rows.iterator().next();
                    UUID agent = request.getUUID("agent_id");
                    if (!by.supervisor() && agent != null && !agent.equals(by.agentId())) {
                        return Future.failedFuture(Refusal.conflict("id", id, Remedy.REQUEST_OF_ANOTHER.with()));
                    }
                    return request.getValue("seen_at") != null
                            ? Future.succeededFuture()
                            : transaction
                                    .preparedQuery(
                                            "UPDATE customer_request SET seen_at = $2, seen_by = $3 WHERE id = $1")
                                    .execute(Tuple.of(id, Times.at(clock.instant()), by.userId()))
                                    .compose(done -> changed(transaction));
                });
    }

    private static Future<Void> changed(SqlConnection transaction) {
        return transaction
                .query("SELECT pg_notify('" + CHANNEL + "', '')")
                .execute()
                .mapEmpty();
    }

    private static Future<@Nullable UUID> agent(SqlConnection transaction, UUID orgId, @Nullable String code) {
        return code == null
                ? Future.succeededFuture(null)
                : transaction
                        .preparedQuery("SELECT id FROM agent WHERE org_id = $1 AND code = $2")
                        .execute(Tuple.of(orgId, code))
                        .compose(rows -> rows.size() == 1
                                ? Future.succeededFuture(rows.iterator().next().getUUID(0))
                                : Future.failedFuture(Refusal.invalid("agent", code, Remedy.NO_AGENT.with())));
    }

    private Future<Target> target(
            SqlConnection transaction,
            UUID orgId,
            Given given,
            RequestedCustomers.Found who,
            UUID request,
            Instant now) {
        return transaction
                .preparedQuery(OPEN)
                .execute(Tuple.of(orgId, who.id(), given.campaign(), Times.at(now.minusSeconds(OPEN_DAYS * 86_400L))))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return make(transaction, orgId, given, who, request);
                    }
                    Row open = rows.iterator().next();
                    // The number's row first, as claims and stops lock it.
                    return callable(
                                    transaction,
                                    orgId,
                                    who.number() == null ? open.getBuffer("number_key") : who.number())
                            .map(new Target(open.getUUID("id"), false));
                });
    }

    private Future<Target> make(
            SqlConnection transaction, UUID orgId, Given given, RequestedCustomers.Found who, UUID request) {
        String campaign = given.campaign();
        if (campaign == null) {
            return Future.failedFuture(Refusal.invalid("campaign", null, Remedy.CAMPAIGN_FOR_REQUEST.with()));
        }
        return (who.number() == null ? Future.<Void>succeededFuture() : callable(transaction, orgId, who.number()))
                .compose(free -> callbacks.create(
                        transaction,
                        orgId,
                        List.of(new CallbackDraft(campaign, who.ref(), "request:" + request, null, null))))
                .compose(results -> {
                    CallbackBatch.Result result = results.get(0);
                    UUID made = result.id();
                    return made != null
                            ? Future.succeededFuture(new Target(made, true))
                            : Future.failedFuture(java.util.Objects.requireNonNull(result.refusal()));
                });
    }

    private static Future<Void> callable(SqlConnection transaction, UUID orgId, Buffer number) {
        return transaction
                .preparedQuery("SELECT stopped_at FROM number_ledger WHERE org_id = $1 AND number_key = $2 FOR SHARE")
                .execute(Tuple.of(orgId, number))
                .compose(rows -> rows.size() == 1 && rows.iterator().next().getValue("stopped_at") != null
                        ? Future.failedFuture(Refusal.conflict("number", null, Remedy.NUMBER_STOPPED.with()))
                        : Future.succeededFuture());
    }

    /** Yields the agent it concerns; null: whoever is there. */
    private static Future<@Nullable UUID> agree(
            SqlConnection transaction,
            Target target,
            CallbackState.Waiting appointment,
            @Nullable UUID agent,
            @Nullable Buffer number,
            Instant now) {
        return transaction
                .preparedQuery(AGREE)
                .execute(Tuple.of(
                                target.callback(),
                                Times.at(appointment.slot().from()),
                                Times.at(appointment.slot().until()),
                                Times.at(now),
                                agent)
                        .addBuffer(number))
                .compose(rows -> rows.size() == 1
                        ? Future.succeededFuture(rows.iterator().next().getUUID("agent_id"))
                        : Future.failedFuture(Refusal.conflict("customer", null, Remedy.IN_A_CALL.with())));
    }
}
