package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.campaign.MessageKind;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Tried;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.Consents;
import org.huifang.customer.PhoneNumber;
import org.huifang.customer.PhoneNumbers;
import org.huifang.customer.ToldNumbers;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.message.Outbox;
import org.jspecify.annotations.Nullable;

/** What came of a talk, as the agent who talked notes it before the wrap-up time is over. */
public final class Dispositions {
    private static final String CALLBACK = """
            SELECT c.*, r.rules::text AS rules, coalesce(u.zone, o.zone) AS zone, o.calendar, o.country, u.own_slots
            FROM callback c
            JOIN customer u ON u.id = c.customer_id JOIN org_unit o ON o.id = c.org_id
            JOIN campaign p ON p.id = c.campaign_id
            JOIN campaign_rules r ON r.campaign_id = p.id AND r.version = p.current_version
            WHERE c.id = $1 AND c.org_id = $2 FOR UPDATE OF c
            """;

    private final Database database;
    private final ToldNumbers numbers;
    private final WorkingDays workingDays;
    private final Audit audit;
    private final Clock clock;
    private final Outbox outbox;
    private final Consents consents;

    public Dispositions(Database database, ToldNumbers numbers, WorkingDays workingDays, Audit audit, Clock clock) {
        this.database = database;
        this.numbers = numbers;
        this.workingDays = workingDays;
        this.audit = audit;
        this.clock = clock;
        this.outbox = new Outbox(clock);
        this.consents = new Consents(database, audit, clock);
    }

    /** Who notes it. */
    public record Noter(UUID orgId, UUID userId, @Nullable UUID agentId, boolean supervisor) {}

    /**
     * @param disposition REACHED, NOT_CONVENIENT (R36), WRONG_NUMBER (R39), OTHER_PERSON (R38) or REFUSES_CALLS
     *     (R42)
     * @param at NOT_CONVENIENT: when the customer wants to be called, in a window or not
     * @param number WRONG_NUMBER, OTHER_PERSON: the customer's number, if somebody told it
     */
    public record Noted(
            String disposition,
            @Nullable Instant at,
            @Nullable String note,
            @Nullable String number) {}

    /** @throws Refusal (as failure) when it is not in WRAP_UP, or another agent talked */
    public Future<Void> note(Noter by, UUID id, Noted noted) {
        String disposition = noted.disposition();
        // The customer first, as everybody does who changes numbers and then callbacks.
        return database.transaction(connection -> connection
                .preparedQuery("SELECT u.id FROM customer u JOIN callback c ON c.customer_id = u.id"
                        + " WHERE c.id = $1 AND c.org_id = $2 FOR NO KEY UPDATE OF u")
                .execute(Tuple.of(id, by.orgId()))
                .compose(customer -> connection.preparedQuery(CALLBACK).execute(Tuple.of(id, by.orgId())))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Row callback = found.next();
                    refuseOthers(by, callback);
                    CallbackState next = next(disposition, noted.at());
                    Optional<PhoneNumber> told = told(noted, callback);
                    return (disposition.equals("REFUSES_CALLS")
                                    ? refused(connection, by, callback, noted)
                                    : Future.<Void>succeededFuture())
                            .compose(refused -> move(connection, id, next))
                            .compose(moved -> next instanceof CallbackState.Review review
                                    ? corrected(connection, callback, review.reason(), noted, told)
                                    : Future.<Void>succeededFuture())
                            .compose(moved -> recorded(connection, callback, noted))
                            .compose(kept -> written(connection, id, disposition, noted.at()))
                            .onSuccess(written -> CrashPoint.reached("disposition-written"))
                            .compose(written -> audit.append(
                                    connection,
                                    AuditEntry.byUser(
                                            by.orgId(),
                                            by.userId(),
                                            "callback.disposition",
                                            "callback",
                                            id,
                                            new JsonObject()
                                                    .put("disposition", disposition)
                                                    .put("note", noted.note() == null ? "" : noted.note())
                                                    .put("numberTold", told.isPresent()))));
                }));
    }

    /** The recording of the talk is found by what came of it and by the words of the note (R56). */
    private static Future<Void> recorded(SqlConnection connection, Row callback, Noted noted) {
        String note = noted.note();
        return connection
                .preparedQuery(
                        "UPDATE recording SET disposition = $3, note = $4 WHERE claimed_at = $2 AND callback_id = $1")
                .execute(Tuple.of(
                        callback.getUUID("id"),
                        callback.getOffsetDateTime("last_attempt_at"),
                        noted.disposition(),
                        note == null || note.isBlank() ? null : note))
                .mapEmpty();
    }

    private Future<Void> refused(SqlConnection connection, Noter by, Row callback, Noted noted) {
        String note = noted.note();
        return consents.set(
                connection,
                new Consents.Change(
                        by.orgId(),
                        callback.getUUID("customer_id"),
                        Consents.Channel.CALL,
                        true,
                        note == null || note.isBlank() ? "said in a talk" : note,
                        Consents.Source.TALK),
                "user:" + by.userId());
    }

    private Optional<PhoneNumber> told(Noted noted, Row callback) {
        String number = noted.number();
        if (number == null || number.isBlank()) {
            return Optional.empty();
        }
        if (!noted.disposition().equals("OTHER_PERSON") && !noted.disposition().equals("WRONG_NUMBER")) {
            throw Refusal.invalid("number", null, Remedy.NUMBER_OF_OTHERS.with());
        }
        PhoneNumber told = PhoneNumbers.parse("number", number, callback.getString("country"));
        if (numbers.key(told).equals(callback.getBuffer("number_key"))) {
            throw Refusal.invalid("number", null, Remedy.NUMBER_JUST_CALLED.with());
        }
        return Optional.of(told);
    }

    /** What the customer gets in writing about it (R36, R42). */
    private Future<Void> written(SqlConnection connection, UUID id, String disposition, @Nullable Instant at) {
        return switch (disposition) {
            case "NOT_CONVENIENT" ->
                outbox.write(connection, id, MessageKind.NOT_CONVENIENT, at).mapEmpty();
            case "REFUSES_CALLS" ->
                outbox.write(connection, id, MessageKind.REFUSES_CALLS, null).mapEmpty();
            default -> Future.succeededFuture();
        };
    }

    private static void refuseOthers(Noter by, Row callback) {
        String state = callback.getString("state");
        if (!state.equals("WRAP_UP")) {
            throw Refusal.conflict("state", state, Remedy.WRAP_UP_ONLY.with());
        }
        if (!by.supervisor() && !Objects.equals(callback.getUUID("agent_id"), by.agentId())) {
            throw Refusal.of(Refusal.Kind.FORBIDDEN, Remedy.TALK_OF_ANOTHER.with());
        }
    }

    private CallbackState next(String disposition, @Nullable Instant at) {
        return switch (disposition) {
            case "REACHED" -> new CallbackState.Done("REACHED");
            case "WRONG_NUMBER" -> new CallbackState.Review(ReviewReason.WRONG_NUMBER);
            case "OTHER_PERSON" -> new CallbackState.Review(ReviewReason.OTHER_PERSON);
            case "NOT_CONVENIENT" -> WishedTime.appointment("at", at, clock.instant());
            case "REFUSES_CALLS" -> new CallbackState.Cancelled("REFUSES_CALLS");
            default ->
                throw Refusal.invalid(
                        "disposition",
                        disposition,
                        Remedy.USE_ONE_OF.with("REACHED, NOT_CONVENIENT, WRONG_NUMBER, OTHER_PERSON, REFUSES_CALLS"));
        };
    }

    /** A number that was told is stored and tried next, else the customer's next one in order (R38, R39). */
    private Future<Void> corrected(
            SqlConnection connection, Row callback, ReviewReason why, Noted noted, Optional<PhoneNumber> told) {
        Instant now = clock.instant();
        UUID org = callback.getUUID("org_id");
        UUID customer = callback.getUUID("customer_id");
        var found = new WrongNumber.Found(
                org,
                customer,
                callback.getUUID("id"),
                callback.getBuffer("number_key"),
                why,
                noted.note() == null ? "" : noted.note(),
                told.map(numbers::key).orElse(null));
        CallbackState instead = new SlotPlanner(
                        RulesJson.parse(callback.getString("rules"))
                                .withWindows(OwnSlots.read(callback.getArrayOfStrings("own_slots"))),
                        ZoneId.of(callback.getString("zone")),
                        workingDays.of(callback.getString("calendar")))
                .waiting(
                        now,
                        Tried.read(callback.getLocalDate("last_counted_on"), callback.getArrayOfStrings("tried_bands")),
                        WaitReason.NEXT_NUMBER);
        return told.map(number -> numbers.add(connection, org, customer, number))
                .orElse(Future.succeededFuture())
                .compose(stored -> connection.preparedQuery(WrongNumber.SQL).execute(found.values(instead, now)))
                .compose(rows -> rows.size() > 0 ? DueNotice.send(connection) : Future.succeededFuture());
    }

    private Future<Void> move(SqlConnection connection, UUID id, CallbackState next) {
        boolean again = next instanceof CallbackState.Waiting;
        boolean appointment = next.reasonCode().equals(WaitReason.APPOINTMENT.name());
        var from = next instanceof CallbackState.Waiting waiting
                ? Times.at(waiting.slot().from())
                : null;
        var until = next instanceof CallbackState.Waiting waiting
                ? Times.at(waiting.slot().until())
                : null;
        return connection
                .preparedQuery(
                        "UPDATE callback SET state = $2, reason = $3, next_at = $4, dialable_until = $5, state_since = $6,"
                                + " wrap_up_until = NULL, appointment = $7,"
                                + " counted = CASE WHEN $7 THEN 0 ELSE counted END, uncounted = CASE WHEN $7 THEN 0 ELSE uncounted END,"
                                + " tried_bands = CASE WHEN $7 THEN '{}' ELSE tried_bands END,"
                                + " last_counted_on = CASE WHEN $7 THEN NULL ELSE last_counted_on END WHERE id = $1")
                .execute(Tuple.of(id, next.code(), next.reasonCode(), from, until)
                        .addValue(Times.at(clock.instant()))
                        .addBoolean(appointment))
                .compose(moved -> again ? DueNotice.send(connection) : Future.succeededFuture());
    }
}
