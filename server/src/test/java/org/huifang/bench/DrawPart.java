package org.huifang.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.huifang.lab.TestDatabase;
import org.huifang.quality.QualityRoom;
import org.huifang.quality.SampleRule;

/** A sample of each agent drawn from as many recordings as a population may hold, beside a bare SELECT of their ids. */
final class DrawPart implements RecordingsBench.Part {
    private static final int POPULATION = 100_000;
    private static final int AGENTS = 300;
    private static final int OF_EACH = 5;

    private final int rounds;
    private final UUID org = Ids.next();
    private final UUID user = Ids.next();
    private final UUID scorecard = Ids.next();
    private final OffsetDateTime until =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);

    DrawPart(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public List<Bar> measure() throws Exception {
        var tests = TestDatabase.create();
        fill(tests);
        var vertx = Vertx.vertx();
        var database = new Database(vertx, tests.address(), 2, List.of());
        try {
            var clock = Clock.systemUTC();
            var room = new QualityRoom(
                    vertx, database, new HearingRight(database, clock), new Audit(clock), clock, place -> {});
            var who = new SignedIn(user, org, "bench", "bench", Set.of(Role.COMPLIANCE), "zh", null);
            var rule = new SampleRule(
                    SampleRule.Kind.PER_AGENT,
                    OF_EACH,
                    SampleRule.Unit.CALLS,
                    null,
                    until.minusHours(2),
                    until,
                    null,
                    null,
                    scorecard,
                    null,
                    "bench");
            return measure(database, room, who, rule);
        } finally {
            await(database.close());
            await(vertx.close());
        }
    }

    private List<Bar> measure(Database database, QualityRoom room, SignedIn who, SampleRule rule) throws Exception {
        var bare = new ArrayList<Double>();
        var drawn = new ArrayList<Double>();
        for (int round = 0; round <= rounds; round++) {
            long began = System.nanoTime();
            int rows = await(database.pool()
                    .preparedQuery(
                            "SELECT id FROM recording WHERE org_id = $1 AND claimed_at >= $2 AND claimed_at < $3")
                    .execute(Tuple.of(org, rule.from(), rule.until()))
                    .map(found -> found.size()));
            long selected = System.nanoTime();
            if (rows != POPULATION) {
                throw new IllegalStateException(rows + " recordings");
            }
            UUID sample =
                    await(database.transaction(transaction -> room.samples().draw(transaction, who, rule)));
            long done = System.nanoTime();
            if (!await(room.samples().repeat(who, sample)).same()) {
                throw new IllegalStateException("the draw cannot be repeated");
            }
            if (round > 0) {
                bare.add((selected - began) / 1e6);
                drawn.add((done - selected) / 1e6);
                System.out.printf(
                        Locale.ROOT,
                        "round %d: draw %.0f ms, bare SELECT of the ids %.0f ms%n",
                        round,
                        drawn.get(round - 1),
                        bare.get(round - 1));
            }
        }
        double ratio = VerifyPart.median(drawn) / VerifyPart.median(bare);
        System.out.printf(
                Locale.ROOT,
                "%ndraw of %d each from %d recordings of %d agents, medians of %d: %.0f ms, bare SELECT %.0f ms%n",
                OF_EACH,
                POPULATION,
                AGENTS,
                rounds,
                VerifyPart.median(drawn),
                VerifyPart.median(bare));
        return List.of(Bar.atMost("time of a draw, of a bare SELECT of the ids", ratio, 25));
    }

    private void fill(TestDatabase tests) throws SQLException {
        var owner = tests.owner();
        try (var sql = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
                var statement = sql.createStatement()) {
            statement.execute("INSERT INTO org_unit (id, name, zone, country, calendar, created_at) VALUES ('" + org
                    + "', 'bench', 'Asia/Shanghai', 'CN', 'CN', now())");
            statement.execute("INSERT INTO app_user (id, org_id, login, display_name, password_hash, roles, created_at)"
                    + " VALUES ('" + user + "', '" + org + "', 'bench', 'bench', 'none', '{COMPLIANCE}', now())");
            statement.execute("INSERT INTO scorecard (id, org_id, current_version, created_at) VALUES ('" + scorecard
                    + "', '" + org + "', 1, now())");
            statement.execute("INSERT INTO scorecard_version VALUES ('" + scorecard + "', 1, '" + org
                    + "', '表', 'card', 'x', '" + user + "', now())");
            statement.execute(
                    "INSERT INTO scorecard_item VALUES ('" + scorecard + "', 1, 1, 'A', '甲', 'a', 1, false, NULL)");
            statement.execute(
                    "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                            + " node_id, state, started_at, ended_at, duration_ms) SELECT gen_random_uuid(), at, '"
                            + org
                            + "', gen_random_uuid(), '" + org + "', gen_random_uuid(), agents.id, '" + org
                            + "', 'SEALED', at, at, 60000 FROM generate_series(1, " + POPULATION + ") n"
                            + " CROSS JOIN LATERAL (SELECT '" + until.minusHours(2)
                            + "'::timestamptz + n * interval '1 millisecond' AS at) times"
                            + " JOIN (SELECT i, gen_random_uuid() AS id FROM generate_series(1, " + AGENTS
                            + ") i) agents ON agents.i = 1 + n % " + AGENTS);
            statement.execute("VACUUM ANALYZE recording");
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }
}
