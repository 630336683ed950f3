package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.huifang.callback.CallbackState;
import org.huifang.callback.ReviewReason;
import org.huifang.callback.WaitReason;
import org.huifang.callback.WrongNumber;
import org.huifang.campaign.MessageKind;
import org.huifang.db.Ids;
import org.huifang.db.ShortTransaction;
import org.huifang.message.MessageText;
import org.huifang.telephony.RingBasis;
import org.jspecify.annotations.Nullable;

/** Carries facts of attempts into the database through the {@link AttemptWriter}. */
final class AttemptStore {
    /** How an end was learned. */
    enum Source {
        EVENTS,
        CEL,
        NEVER_SENT
    }

    /** Seconds. */
    private static final long MEASURED_BY = 600;
    /** Whom nobody was there for is not called again without an agent for three days. */
    private static final Duration WITH_AN_AGENT_FOR = Duration.ofHours(72);

    /** @param presence what the agent is now; null: gone on by other ways */
    record Ended(UUID agent, @Nullable String presence) {}

    private final AttemptWriter writer;
    private final NodeLease lease;

    /** @param lease whose server counts what is measured */
    AttemptStore(AttemptWriter writer, NodeLease lease) {
        this.writer = writer;
        this.lease = lease;
    }

    Future<Boolean> ringing(UUID attempt, Instant at, RingBasis basis) {
        return writer.write(
                new AttemptFact(attempt, at, "RINGING", new JsonObject().put("basis", basis.name()), basis));
    }

    Future<Boolean> answered(UUID attempt, Instant at) {
        return note(attempt, at, AttemptFact.ANSWERED, new JsonObject());
    }

    Future<Boolean> bridged(UUID attempt, Instant at) {
        return note(attempt, at, AttemptFact.BRIDGED, new JsonObject());
    }

    /** Any fact worth a line in the history. */
    Future<Boolean> note(UUID attempt, Instant at, String kind, JsonObject detail) {
        return writer.write(new AttemptFact(attempt, at, kind, detail, null));
    }

    Future<Boolean> handOver(UUID attempt, Instant at, UUID newAgent) {
        return write(
                attempt,
                AttemptSql.HAND_OVER,
                Tuple.of(attempt, utc(at), Ids.next(), newAgent, new JsonObject().put("agent", newAgent.toString())));
    }

    Future<Boolean> unknown(UUID attempt, Instant at, String why) {
        return write(
                attempt, AttemptSql.UNKNOWN, Tuple.of(attempt, utc(at), Ids.next(), new JsonObject().put("why", why)));
    }

    /** @return empty if somebody else had ended it before */
    Future<Optional<Ended>> end(Claim claim, AttemptFacts facts, Verdict verdict, Source source) {
        List<@Nullable Object> values = endValues(claim, facts, verdict, source);
        boolean talked = talkedAndDone(facts, verdict);
        Tuple asked = Tuple.from(talked ? values.subList(0, values.size() - EndSql.OF_THE_LETTER) : values);
        var result = new Ended[1];
        return writer.write(claim.attempt(), transaction -> {
                    Future<Boolean> was = transaction
                            .execute((talked ? EndSql.TALKED : EndSql.ANY).of(claim.claimedAt()), asked)
                            .map(rows -> {
                                result[0] = ended(rows);
                                return result[0] != null;
                            });
                    CallbackState otherNumber = verdict.otherNumber();
                    if (claim.rung() == null && claim.rules().pacing().power() && facts.answeredAt() != null) {
                        return Future.all(was, measured(transaction, claim, facts, verdict))
                                .map(both -> both.<Boolean>resultAt(0));
                    }
                    if (claim.rung() != null) {
                        return Future.all(was, rungEnded(transaction, claim.rung(), facts, verdict))
                                .map(both -> both.<Boolean>resultAt(0));
                    }
                    return otherNumber == null
                            ? was
                            : tryOtherNumber(transaction, claim, facts, otherNumber)
                                    .compose(tried -> was);
                })
                .map(was -> Optional.ofNullable(result[0]));
    }

    /** Sent behind the end without waiting for it, in the same transaction: no crash comes between them. */
    private static Future<RowSet<Row>> tryOtherNumber(
            ShortTransaction transaction, Claim claim, AttemptFacts facts, CallbackState instead) {
        Instant end = facts.endedAt() == null ? claim.claimedAt() : facts.endedAt();
        var nobodys = new WrongNumber.Found(
                claim.org(),
                claim.customer(),
                claim.callback(),
                io.vertx.core.buffer.Buffer.buffer(claim.numberKey()),
                ReviewReason.INVALID_NUMBER,
                "",
                null);
        return transaction.execute(WrongNumber.SQL, nobodys.values(instead, end));
    }

    /** The same: the cap of abandoned calls is measured by it, and whom we abandoned has an agent kept for some days. */
    private Future<RowSet<Row>> measured(
            ShortTransaction transaction, Claim claim, AttemptFacts facts, Verdict verdict) {
        Instant end = facts.endedAt() == null ? claim.claimedAt() : facts.endedAt();
        return transaction.execute(
                PowerSql.COUNT,
                Tuple.of(
                                claim.attempt(),
                                utc(claim.claimedAt()),
                                claim.campaign(),
                                utc(Instant.ofEpochSecond(end.getEpochSecond() / MEASURED_BY * MEASURED_BY)),
                                lease.id(),
                                verdict.outcome() == Outcome.ABANDONED)
                        .addValue(utc(end))
                        .addUUID(Ids.next())
                        .addString("node:" + lease.name())
                        .addValue(utc(end.plus(WITH_AN_AGENT_FOR))));
    }

    /** In the same transaction and right behind it. */
    private static Future<RowSet<Row>> rungEnded(
            ShortTransaction transaction, Claim.Rung rung, AttemptFacts facts, Verdict verdict) {
        boolean callBack = verdict.next() instanceof CallbackState.Waiting next && next.reason() == WaitReason.RANG_US;
        return transaction.execute(
                RingBackSql.ENDED,
                Tuple.of(
                        rung.call(),
                        utc(facts.bridgedAt()),
                        utc(facts.answeredAt()),
                        utc(facts.endedAt()),
                        callBack
                                ? utc(((CallbackState.Waiting) verdict.next())
                                        .slot()
                                        .from())
                                : null));
    }

    private static @Nullable Ended ended(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return null;
        }
        Row row = rows.iterator().next();
        UUID agent = row.getUUID("agent_id");
        return new Ended(agent == null ? new UUID(0, 0) : agent, row.getString("presence"));
    }

    private static boolean talkedAndDone(AttemptFacts facts, Verdict verdict) {
        CallbackState next = verdict.next();
        return facts.bridgedAt() != null
                && verdict.outcome() != Outcome.NEVER_SENT
                && !(next instanceof CallbackState.Waiting || next instanceof CallbackState.Exhausted);
    }

    private static List<@Nullable Object> endValues(Claim claim, AttemptFacts facts, Verdict verdict, Source source) {
        Instant end = facts.endedAt() == null ? claim.claimedAt() : facts.endedAt();
        CallbackState next = verdict.next();
        CallbackState.Waiting waiting = next instanceof CallbackState.Waiting w ? w : null;
        OffsetDateTime afterCall = next instanceof CallbackState.WrapUp wrapUp ? utc(wrapUp.until()) : null;
        Instant answer = facts.answeredAt();
        MessageText letter = letter(claim, next);
        return Arrays.asList(
                claim.attempt(),
                utc(facts.ringAt()),
                facts.ringBasis() == null ? null : facts.ringBasis().name(),
                facts.ring().toMillis(),
                utc(answer),
                utc(facts.bridgedAt()),
                utc(end),
                facts.talk().toMillis(),
                verdict.outcome().name(),
                verdict.counted(),
                facts.q850(),
                facts.sipCode(),
                source == Source.NEVER_SENT ? "SERVER" : facts.endedBy(),
                source.name(),
                next.code(),
                next.reasonCode(),
                waiting == null ? null : utc(waiting.slot().from()),
                waiting == null ? null : utc(waiting.slot().until()),
                afterCall,
                verdict.countedSoFar(),
                verdict.uncounted(),
                verdict.failures(),
                verdict.tried().lastDate(),
                verdict.tried().bandsAsText(),
                afterCall,
                answer == null ? null : java.time.Duration.between(answer, end).toMillis(),
                Ids.next(),
                new JsonObject().put("outcome", verdict.outcome().name()).put("next", next.reasonCode()),
                claim.org(),
                io.vertx.core.buffer.Buffer.buffer(claim.numberKey()),
                utc(claim.claimedAt()),
                facts.bridgedAt() == null
                        ? null
                        : (short) facts.bridgedAt().atZone(claim.zone()).getHour(),
                claim.language(),
                letter == null ? null : letter.body(),
                letter == null ? null : MessageText.names(letter.channels()),
                letter == null ? null : letter.subject(),
                letter == null ? null : utc(end.plus(letter.validity())));
    }

    /** Only the last attempt is followed by a message: no other pays for its text. */
    private static @Nullable MessageText letter(Claim claim, CallbackState next) {
        return next instanceof CallbackState.Exhausted
                ? MessageText.of(
                        claim.rules(),
                        MessageKind.EXHAUSTED,
                        new MessageText.About(
                                claim.customerName(), claim.language(), claim.callerId(), claim.zone(), null))
                : null;
    }

    private Future<Boolean> write(UUID attempt, String sql, Tuple values) {
        return writer.write(
                attempt, transaction -> transaction.execute(sql, values).map(rows -> rows.rowCount() > 0));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : Claimer.utc(instant);
    }
}
