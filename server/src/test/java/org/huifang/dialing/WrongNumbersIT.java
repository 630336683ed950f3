package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.TestOffice;
import org.huifang.agent.ReadyAgent;
import org.huifang.audit.Audit;
import org.huifang.callback.Dispositions;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.ToldNumbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that are nobody's or somebody else's: the customer's next one is tried, and a person corrects the record. */
class WrongNumbersIT {
    private final ClaimLab lab = new ClaimLab().at("2026-11-24T10:00");
    private final ReadyAgent agent = lab.agent("A1");
    private final UUID campaign = lab.campaign("{}");
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final AttemptStore store =
            new AttemptStore(new AttemptWriter(lab.node.database(), vertx, context), lab.node.lease());
    private final Dispositions.Noter supervisor = new Dispositions.Noter(lab.org, UUID.randomUUID(), null, true);

    @TempDir
    Path keys;

    private Dispositions dispositions;

    @BeforeEach
    void prepare() {
        NumberKeys.make(keys);
        dispositions = new Dispositions(
                lab.node.database(),
                new ToldNumbers(NumberKeys.readFrom(keys)),
                new WorkingDays(lab.node.database()),
                new Audit(lab.clock),
                lab.clock);
    }

    @AfterEach
    void close() {
        TestOffice.await(vertx.close());
        lab.close();
    }

    @Test
    void anInvalidNumberIsFollowedByTheNextInOrderUntilAllAreWrong() {
        UUID customer = lab.customer("13800000031", "13800000032", "13800000033");
        stop("13800000032");
        UUID callback = lab.callback(campaign, customer);
        networkSaysNobody(callback);
        assertThat(lab.state(callback)).isEqualTo("WAITING NEXT_NUMBER");
        assertThat(lab.next(callback)).as("at once, the window is open").isEqualTo("2026-11-24 10:00");
        assertThat(position(callback)).as("the second must not be called").isEqualTo("3");
        assertThat(wrong(customer)).isEqualTo("1");
        assertThat(corrections(customer)).isEqualTo("1 INVALID_NUMBER");
        networkSaysNobody(callback);
        assertThat(lab.state(callback)).isEqualTo("REVIEW INVALID_NUMBER");
        assertThat(wrong(customer)).isEqualTo("1,3");
        assertThat(corrections(customer)).isEqualTo("1 INVALID_NUMBER,3 INVALID_NUMBER");
        assertThat(lab.claimed(agent)).isNull();
    }

    @Test
    void aCampaignThatRetriesInvalidNumbersDoesNotCallThemWrong() {
        UUID again = lab.campaign("{\"invalidNumber\":{\"action\":\"ANOTHER_DAY\",\"delayMinutes\":0}}");
        UUID customer = lab.customer("13800000034", "13800000035");
        UUID callback = lab.callback(again, customer);
        networkSaysNobody(callback);
        assertThat(lab.state(callback)).isEqualTo("WAITING RETRY_UNREACHABLE");
        assertThat(position(callback)).isEqualTo("1");
        assertThat(wrong(customer)).isEqualTo("");
    }

    @Test
    void aWrongNumberMovesTheCustomersOtherCallbacksToo() {
        UUID customer = lab.customer("13800000036", "13800000037");
        UUID talked = talk(customer);
        UUID waiting = lab.callback(lab.campaign("{}"), customer);
        UUID elsewhere = lab.callback(lab.campaign("{}"), customer, 2);
        String planned = lab.next(waiting);
        note(talked, "WRONG_NUMBER", null);
        assertThat(lab.state(talked)).isEqualTo("WAITING NEXT_NUMBER");
        assertThat(lab.state(waiting)).isEqualTo("WAITING PLANNED");
        assertThat(lab.next(waiting)).as("keeps its time").isEqualTo(planned);
        assertThat(position(waiting)).isEqualTo("2");
        assertThat(position(elsewhere)).isEqualTo("2");
        UUID last = lab.claimed(agent);
        lab.execute("DELETE FROM live_attempt");
        lab.execute("UPDATE callback SET state = 'WRAP_UP', agent_id = ? WHERE id = ?", agent.id(), last);
        note(last, "WRONG_NUMBER", null);
        assertThat(lab.value(
                        "SELECT string_agg(DISTINCT state || ' ' || reason, ',') FROM callback WHERE customer_id = ?",
                        customer))
                .as("no number is left: all wait for the correction")
                .isEqualTo("REVIEW WRONG_NUMBER");
    }

    @Test
    void aNumberThatSomebodyElseToldIsStoredAndCalledNext() {
        UUID customer = lab.customer("13800000038", "13800000039");
        UUID callback = talk(customer);
        note(callback, "OTHER_PERSON", "138 0000 0040");
        assertThat(lab.state(callback)).isEqualTo("WAITING NEXT_NUMBER");
        assertThat(position(callback))
                .as("rather than the second that was known")
                .isEqualTo("3");
        assertThat(lab.value("SELECT e164 FROM customer_phone WHERE customer_id = ? AND position = 3", customer))
                .isEqualTo("+8613800000040");
        assertThat(wrong(customer)).isEqualTo("1");
        assertThat(corrections(customer)).isEqualTo("1 OTHER_PERSON");
        assertThat(lab.claimed(agent)).isEqualTo(callback);
    }

    @Test
    void aNumberIsRefusedWhereItMakesNoSense() {
        UUID callback = talk(lab.customer("13800000041"));
        assertThatThrownBy(() -> note(callback, "REACHED", "13800000042")).hasRootCauseInstanceOf(Refusal.class);
        assertThatThrownBy(() -> note(callback, "OTHER_PERSON", "12")).hasRootCauseInstanceOf(Refusal.class);
        assertThat(lab.state(callback)).isEqualTo("WRAP_UP TALKED");
    }

    private void networkSaysNobody(UUID callback) {
        lab.execute("UPDATE agent SET presence = 'READY'");
        var claimed = (Claimer.Result.Claimed) lab.claim(agent);
        Claim claim = claimed.claim();
        assertThat(claim.callback()).isEqualTo(callback);
        Verdict verdict = new OutcomePolicy(claim.rules(), claim.zone(), day -> true, claim.answers())
                .decide(Outcome.INVALID_NUMBER, claim.before(), claim.band(), claim.claimedAt(), lab.now());
        Promise<Optional<AttemptStore.Ended>> ended = Promise.promise();
        context.runOnContext(own -> store.end(claim, AttemptFacts.NONE, verdict, AttemptStore.Source.EVENTS)
                .onComplete(ended));
        assertThat(TestOffice.await(ended.future())).isPresent();
    }

    /** A callback whose talk is over, on the customer's first number. */
    private UUID talk(UUID customer) {
        UUID callback = lab.callback(campaign, customer);
        lab.execute(
                "UPDATE callback SET state = 'WRAP_UP', reason = 'TALKED', agent_id = ? WHERE id = ?",
                agent.id(),
                callback);
        return callback;
    }

    private void note(UUID callback, String disposition, String number) {
        TestOffice.await(
                dispositions.note(supervisor, callback, new Dispositions.Noted(disposition, null, "not here", number)));
    }

    private void stop(String number) {
        lab.execute("UPDATE number_ledger SET stopped_at = now() WHERE number_key = ?", ClaimLab.key(number));
    }

    private String position(UUID callback) {
        return lab.value("SELECT phone_position FROM callback WHERE id = ?", callback);
    }

    private String wrong(UUID customer) {
        return lab.value(
                "SELECT coalesce(string_agg(position::text, ',' ORDER BY position), '') FROM customer_phone"
                        + " WHERE customer_id = ? AND wrong_since IS NOT NULL",
                customer);
    }

    private String corrections(UUID customer) {
        return lab.value(
                "SELECT string_agg(position || ' ' || kind, ',' ORDER BY position) FROM correction"
                        + " WHERE customer_id = ? AND done_at IS NULL",
                customer);
    }
}
