package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.agent.ReadyAgent;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;

/** The server's claim as it is, for the benchmark: no telephone, one agent for each claim. */
public final class ClaimBench {
    private static final UUID[] NO_TRUNKS = {};

    private final Claimer claimer;
    private final NodeLease lease;
    private final UUID org;

    /** @param node a name for a server of its own */
    public ClaimBench(Vertx vertx, Database database, UUID org, String node) throws Exception {
        this.org = org;
        var days = new WorkingDays(database);
        done(days.load());
        this.lease = new NodeLease(database, vertx, Clock.systemUTC(), node, Duration.ofDays(1));
        done(lease.start());
        this.claimer = new Claimer(database, Clock.systemUTC(), lease, days, new RulesCache());
    }

    /** The node whose agents claim. */
    public UUID node() {
        return lease.id();
    }

    public long epoch() {
        return lease.epoch();
    }

    /** Made so that a script can write it too. */
    public static UUID agent(int number) {
        return UUID.fromString("00000000-0000-7000-8000-" + String.format("%012d", number));
    }

    public static String line(int number) {
        return "line-" + number;
    }

    /** Claims for agents from 1 on, so many at a time; yields milliseconds of each, from the call to its answer. */
    public double[] run(int claims, int atATime) throws Exception {
        var millis = new double[claims];
        var lanes = new ArrayList<Future<Void>>();
        for (int lane = 0; lane < atATime; lane++) {
            lanes.add(next(lane, atATime, millis));
        }
        Future.all(lanes).toCompletionStage().toCompletableFuture().get(10, TimeUnit.MINUTES);
        return millis;
    }

    private Future<Void> next(int claim, int step, double[] millis) {
        if (claim >= millis.length) {
            return Future.succeededFuture();
        }
        int number = claim + 1;
        var agent = new ReadyAgent(agent(number), org, "A" + number, line(number), "PJSIP/x", System.nanoTime());
        long began = System.nanoTime();
        return claimer.claim(agent, NO_TRUNKS).compose(result -> {
            millis[claim] = (System.nanoTime() - began) / 1e6;
            return result instanceof Claimer.Result.Claimed
                    ? next(claim + step, step, millis)
                    : Future.failedFuture(new IllegalStateException("claim " + number + " came to " + result));
        });
    }

    /**
     * The same two statements in one transaction for pgbench; agents follow from its variable {@code client_id} and from
     * {@code i}, which begins at 0. What the server decides between them is left out.
     *
     * @param clients as many as pgbench has
     */
    public String pgbench(int clients) {
        String number = "lpad((:i * " + clients + " + :client_id + 1)::text, 12, '0')";
        String agent = "('00000000-0000-7000-8000-' || " + number + ")::uuid";
        String candidate = values(
                ClaimSql.CANDIDATE,
                "'" + org + "'::uuid",
                "now()",
                agent,
                "'{}'::uuid[]",
                "(now() + interval '60 s')",
                "(now() - interval '5 s')");
        String take = values(
                ClaimSql.TAKE,
                "('00000000-0000-7000-9000-' || " + number + ")::uuid",
                ":c_org_id::uuid",
                ":c_id::uuid",
                ":c_campaign_id::uuid",
                ":c_current_version::int",
                ":c_customer_id::uuid",
                agent,
                ":c_number_key::bytea",
                ":c_trunk_id::uuid",
                "'" + lease.id() + "'::uuid",
                lease.epoch() + "::bigint",
                "(:c_attempts::int + 1)",
                "now()",
                ":c_org_zone::text",
                "current_date",
                "'00:00'::time",
                "'12:00'::time",
                "('00000000-0000-7000-a000-' || " + number + ")::uuid",
                "'" + lease.name() + "'::text",
                "('line-' || (:i * " + clients + " + :client_id + 1)::text)",
                "1",
                "1",
                "1",
                "1",
                "1",
                "1",
                "current_date",
                "current_date");
        return "BEGIN;\n" + candidate.strip() + " \\gset c_\n" + take.strip() + ";\nCOMMIT;\n\\set i :i + 1\n";
    }

    private static String values(String sql, String... values) {
        String filled = sql;
        for (int i = values.length; i > 0; i--) {
            filled = filled.replace("$" + i, values[i - 1]);
        }
        return filled;
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
