package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.huifang.TestOffice;
import org.huifang.agent.ReadyAgent;
import org.huifang.audit.Audit;
import org.huifang.customer.Consents;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.NumberStops;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stop on one server against a claim of the same callback on another (R42): whichever commits first holds. After the stop's
 * commit no claim commits, and a claim that was faster is told as such.
 */
class StopRaceIT {
    private static final int ROUNDS = 150;
    private static final int LONGEST_HEAD_START_MICROS = 5_000;

    private final ClaimLab lab = new ClaimLab().at("2026-11-24T10:00");
    private final ClaimLab.Node other = lab.node("two");
    private final ReadyAgent agent = lab.agent(other, "A1");
    private final Audit audit = new Audit(lab.clock);
    private final UUID user = UUID.randomUUID();
    private final SplittableRandom random = new SplittableRandom(42);

    @TempDir
    Path keys;

    @AfterEach
    void close() {
        lab.close();
    }

    /** What was there just after the stop's commit, and what the claim said. */
    private record Round(UUID callback, boolean liveAfterStop, boolean claimed, int cancelled) {}

    @Test
    void afterADoNotCallNoClaimCommits() {
        NumberKeys.make(keys);
        var stops = new NumberStops(lab.node.database(), NumberKeys.readFrom(keys), audit, lab.clock);
        UUID campaign = lab.campaign("{}");
        var rounds = new ArrayList<Round>();
        for (int i = 0; i < ROUNDS; i++) {
            String number = String.valueOf(13_800_100_000L + i);
            UUID callback = lab.callback(campaign, lab.customer(number));
            rounds.add(race(
                    callback,
                    () -> lab.node
                            .database()
                            .transaction(connection -> stops.stop(
                                    connection,
                                    lab.org,
                                    "user:" + user,
                                    Buffer.buffer(ClaimLab.key(number)),
                                    "asked"))));
        }
        for (Round round : rounds) {
            assertThat(round.claimed()).as("claimed means before the stop").isEqualTo(round.liveAfterStop());
            assertThat(round.cancelled()).isEqualTo(round.claimed() ? 0 : 1);
            assertThat(lab.state(round.callback())).isEqualTo(round.claimed() ? "LIVE DIALING" : "CANCELLED STOPPED");
        }
        bothHappened(rounds);
    }

    @Test
    void afterARefusalOfCallsNoClaimCommitsNorIsALaterCallbackClaimed() {
        var consents = new Consents(lab.node.database(), audit, lab.clock);
        UUID campaign = lab.campaign("{}");
        var rounds = new ArrayList<Round>();
        for (int i = 0; i < ROUNDS; i++) {
            UUID customer = lab.customer(String.valueOf(13_800_200_000L + i));
            UUID callback = lab.callback(campaign, customer);
            rounds.add(race(
                    callback, () -> consents.set(refusal(customer, true), user).map(0)));
            lab.execute("UPDATE callback SET state = 'DONE' WHERE id = ?", callback);
        }
        for (Round round : rounds) {
            assertThat(round.claimed()).as("claimed means before the refusal").isEqualTo(round.liveAfterStop());
        }
        bothHappened(rounds);
        lab.execute("DELETE FROM live_attempt");
        ReadyAgent own = lab.agent("B1");
        UUID customer = lab.customer("13800300001", "13800300002");
        TestOffice.await(consents.set(refusal(customer, true), user));
        UUID later = lab.callback(campaign, customer, 2);
        assertThat(lab.claimed(own))
                .as("made after the refusal, on another number")
                .isNull();
        TestOffice.await(consents.set(refusal(customer, false), user));
        assertThat(lab.claimed(own)).as("the customer allows calls again").isEqualTo(later);
    }

    private Consents.Change refusal(UUID customer, boolean refused) {
        return new Consents.Change(lab.org, customer, Consents.Channel.CALL, refused, "asked", Consents.Source.PERSON);
    }

    private Round race(UUID callback, Supplier<Future<Integer>> stop) {
        lab.execute("DELETE FROM live_attempt");
        lab.execute("UPDATE agent SET presence = 'READY'");
        Future<Claimer.Result> claim = other.claimer().claim(agent, new UUID[0]);
        LockSupport.parkNanos(1_000L * random.nextInt(LONGEST_HEAD_START_MICROS));
        int cancelled = TestOffice.await(stop.get());
        boolean live = !lab.value("SELECT id FROM live_attempt WHERE callback_id = ?", callback)
                .equals("nothing");
        boolean claimed = TestOffice.await(claim) instanceof Claimer.Result.Claimed;
        return new Round(callback, live, claimed, cancelled);
    }

    private static void bothHappened(List<Round> rounds) {
        assertThat(rounds).anyMatch(Round::claimed).anyMatch(round -> !round.claimed());
    }
}
