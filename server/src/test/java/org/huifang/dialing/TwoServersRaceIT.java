package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.agent.ReadyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers on one database and ten thousand due callbacks: none is claimed twice, none forgotten (R12). */
class TwoServersRaceIT {
    private static final int CALLBACKS = 10_000;
    /** So many customers have two callbacks, on one number. */
    private static final int TWICE = 1_000;

    private static final int AGENTS_EACH = 6;
    /** Half a minute is usual; a machine that does other things meanwhile takes longer. */
    private static final Duration AT_MOST = Duration.ofSeconds(180);

    private static final String OVER = """
            WITH gone AS (DELETE FROM live_attempt WHERE id = $1 RETURNING callback_id, agent_id),
            done AS (UPDATE callback SET state = 'DONE', reason = 'REACHED' WHERE id = (SELECT callback_id FROM gone))
            UPDATE agent SET presence = 'READY' WHERE id = (SELECT agent_id FROM gone)
            """;

    private final ClaimLab lab = new ClaimLab().at("2026-11-24T10:00");
    private final Vertx vertx = Vertx.vertx();
    private final Queue<UUID> claimed = new ConcurrentLinkedQueue<>();
    private final Set<UUID> agentsInCall = ConcurrentHashMap.newKeySet();
    private final Set<Buffer> numbersInCall = ConcurrentHashMap.newKeySet();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger(CALLBACKS);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        lab.close();
    }

    @Test
    void everyCallbackIsClaimedExactlyOnceAndNobodyIsInTwoCalls() throws Exception {
        UUID campaign = lab.campaign("{\"maxDialsPerDay\":5}");
        seed(campaign);
        var nodes = List.of(lab.node, lab.node("two"));
        var agents = new ArrayList<Future<Void>>();
        for (int n = 0; n < nodes.size(); n++) {
            for (int a = 0; a < AGENTS_EACH; a++) {
                ClaimLab.Node node = nodes.get(n);
                ReadyAgent agent = lab.agent(node, "N" + n + "A" + a);
                agents.add(work(node, agent));
            }
        }
        Future.all(agents).toCompletionStage().toCompletableFuture().get(AT_MOST.toSeconds(), TimeUnit.SECONDS);
        assertThat(violations).isEmpty();
        assertThat(claimed).hasSize(CALLBACKS).doesNotHaveDuplicates();
        assertThat(lab.value("SELECT count(*) FROM callback WHERE state = 'DONE' AND attempts = 1"))
                .isEqualTo(String.valueOf(CALLBACKS));
        assertThat(lab.value("SELECT count(*) FROM attempt_event WHERE kind = 'CLAIMED'"))
                .isEqualTo(String.valueOf(CALLBACKS));
        assertThat(lab.value("SELECT sum(dials_today) FROM number_ledger")).isEqualTo(String.valueOf(CALLBACKS));
        assertThat(lab.value("SELECT sum(calls_today) FROM agent")).isEqualTo(String.valueOf(CALLBACKS));
        assertThat(lab.value("SELECT count(*) FROM agent WHERE calls_today = 0"))
                .as("all had their share")
                .isEqualTo("0");
        assertThat(lab.value("SELECT count(*) FROM live_attempt")).isEqualTo("0");
    }

    /** One agent: call after call until nothing is left. */
    private Future<Void> work(ClaimLab.Node node, ReadyAgent agent) {
        return node.claimer().claim(agent, new UUID[0]).compose(result -> {
            if (result instanceof Claimer.Result.Claimed now) {
                return call(node, now.claim()).compose(over -> work(node, agent));
            }
            return left.get() > 0 ? later().compose(again -> work(node, agent)) : Future.succeededFuture();
        });
    }

    private Future<Void> call(ClaimLab.Node node, Claim claim) {
        Buffer number = Buffer.buffer(claim.numberKey());
        if (!agentsInCall.add(claim.agent())) {
            violations.add("agent twice: " + claim.agent());
        }
        if (!numbersInCall.add(number)) {
            violations.add("number twice: " + number);
        }
        claimed.add(claim.callback());
        // Before the end is written: from its commit on another server may claim them.
        agentsInCall.remove(claim.agent());
        numbersInCall.remove(number);
        return over(node, claim.attempt()).map(done -> {
            left.decrementAndGet();
            return null;
        });
    }

    /** Tried again where PostgreSQL let a claim go first, as the writer of attempts does. */
    private static Future<?> over(ClaimLab.Node node, UUID attempt) {
        return node.database()
                .keyed()
                .preparedQuery(OVER)
                .execute(Tuple.of(attempt))
                .<Object>map(done -> done)
                .recover(e -> e instanceof PgException way && "40P01".equals(way.getSqlState())
                        ? over(node, attempt).map(done -> done)
                        : Future.failedFuture(e));
    }

    private Future<Void> later() {
        Promise<Void> soon = Promise.promise();
        vertx.setTimer(20, tick -> soon.complete());
        return soon.future();
    }

    private void seed(UUID campaign) {
        lab.execute(
                "CREATE TEMP TABLE seed AS SELECT i, gen_random_uuid() AS id, convert_to('n' || i, 'UTF8') AS key"
                        + " FROM generate_series(1, ?) AS i",
                CALLBACKS - TWICE);
        lab.execute("INSERT INTO number_ledger (org_id, number_key) SELECT ?, key FROM seed", lab.org);
        lab.execute(
                "INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)"
                        + " SELECT id, ?, 'r' || i, 'C', now(), now() FROM seed",
                lab.org);
        lab.execute(
                "INSERT INTO customer_phone (customer_id, position, org_id, e164, kind, number_key)"
                        + " SELECT id, 1, ?, '+86138' || lpad(i::text, 8, '0'), 'MOBILE', key FROM seed",
                lab.org);
        lab.execute(
                "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason, next_at,"
                        + " dialable_until, number_key, created_at) SELECT gen_random_uuid(), ?, ?, id, 'o' || nr, 'WAITING', now(),"
                        + " 'PLANNED', ?::timestamptz - i % 600 * interval '1 s', ?, key, now() FROM seed, generate_series(1, 2) AS nr"
                        + " WHERE nr = 1 OR i <= ?",
                lab.org, campaign, lab.now(), lab.now().plusSeconds(36_000), TWICE);
        lab.execute("ANALYZE");
    }
}
