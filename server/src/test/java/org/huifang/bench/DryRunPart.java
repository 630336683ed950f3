package org.huifang.bench;

import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.rehearsal.DryRun;
import org.huifang.rehearsal.DryRunReport;
import org.huifang.rehearsal.RehearsalSql;

/**
 * The dry run against reading the same callbacks with the same SELECT by a bare client, in turns, on the same database.
 */
final class DryRunPart implements PlanBench.Part {
    private static final int CALLBACKS = 100_000;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 7;
    private static final double AT_MOST = 20;

    private final PlanData data;

    DryRunPart(PlanData data) {
        this.data = data;
    }

    /** Seeds its own campaign in the organisation that is there. */
    @Override
    public List<Bar> measure() throws Exception {
        DatabaseAddress owner = data.owner();
        UUID org = data.org();
        UUID campaign = seed(owner, org);
        Vertx vertx = Vertx.vertx();
        var database = new Database(vertx, data.address(), 4, List.of());
        try {
            var workingDays = new WorkingDays(database);
            await(workingDays.load());
            var dryRun = new DryRun(vertx, database, workingDays, Clock.systemUTC());
            double[] bare = new double[ROUNDS];
            double[] whole = new double[ROUNDS];
            for (int round = -WARM_UPS; round < ROUNDS; round++) {
                double read = bareSeconds(owner, campaign);
                double ran = seconds(dryRun, org, campaign);
                if (round >= 0) {
                    bare[round] = read;
                    whole[round] = ran;
                }
            }
            var bareSpread = Spread.of(bare);
            var wholeSpread = Spread.of(whole);
            System.out.println("dry run of " + CALLBACKS + " callbacks: " + wholeSpread.show(3)
                    + " s; one SELECT of them: " + bareSpread.show(3) + " s");
            return List.of(Bar.atMost(
                    "dry run / one SELECT of the same callbacks", wholeSpread.median() / bareSpread.median(), AT_MOST));
        } finally {
            await(database.close());
            await(vertx.close());
        }
    }

    private static double seconds(DryRun dryRun, UUID org, UUID campaign) throws Exception {
        long begun = System.nanoTime();
        DryRunReport report = await(dryRun.run(
                org,
                campaign,
                RulesJson.parse("{\"windows\":[{\"from\":\"09:00\",\"to\":\"11:30\",\"days\":\"WORKING_DAYS\"}]}"),
                null,
                () -> false));
        if (report.pending() != CALLBACKS || report.after().calls() < CALLBACKS / 2) {
            throw new IllegalStateException("a dry run that did not do its work: " + report.pending() + " pending, "
                    + report.after().calls() + " calls");
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Every column of every row is taken off the wire, some thousand rows at a time. */
    private static double bareSeconds(DatabaseAddress address, UUID campaign) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            connection.setAutoCommit(false);
            try (var select = connection.prepareStatement(RehearsalSql.PENDING.replace("$1", "?"))) {
                select.setFetchSize(2_000);
                select.setObject(1, campaign);
                long begun = System.nanoTime();
                int rows = 0;
                try (var found = select.executeQuery()) {
                    int columns = found.getMetaData().getColumnCount();
                    while (found.next()) {
                        rows++;
                        for (int i = 1; i <= columns; i++) {
                            found.getObject(i);
                        }
                    }
                }
                if (rows != CALLBACKS) {
                    throw new IllegalStateException("read " + rows + " callbacks, not " + CALLBACKS);
                }
                return (System.nanoTime() - begun) / 1e9;
            }
        }
    }

    private static UUID seed(DatabaseAddress owner, UUID org) throws SQLException {
        UUID campaign = UUID.randomUUID();
        try (Connection connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password());
                var sql = connection.createStatement()) {
            sql.execute("INSERT INTO campaign SELECT '" + campaign + "', '" + org
                    + "', 'dry-run', 'Dry run', 'PAUSED', false, id," + " 1, now() FROM trunk WHERE org_id = '" + org
                    + "' LIMIT 1");
            sql.execute("INSERT INTO campaign_rules VALUES ('" + campaign + "', 1, '" + org
                    + "', '{}', NULL, 'bench', now())");
            sql.execute("INSERT INTO customer (id, org_id, external_ref, name, zone, created_at, updated_at)"
                    + " SELECT gen_random_uuid(), '" + org + "', 'dry-' || i, 'Customer ' || i,"
                    + " (ARRAY[NULL, 'Asia/Urumqi', 'Asia/Hong_Kong'])[1 + i % 3], now(), now()"
                    + " FROM generate_series(1, " + CALLBACKS + ") i");
            sql.execute("INSERT INTO number_ledger (org_id, number_key) SELECT org_id, convert_to(external_ref, 'UTF8')"
                    + " FROM customer WHERE org_id = '" + org + "' AND external_ref LIKE 'dry-%'");
            sql.execute(
                    "INSERT INTO callback (id, org_id, campaign_id, customer_id, occasion_key, state, state_since, reason,"
                            + " next_at, dialable_until, number_key, deadline, counted, last_counted_on, tried_bands, created_at)"
                            + " SELECT gen_random_uuid(), org_id, '" + campaign
                            + "', id, 'year', 'WAITING', now(), 'PLANNED',"
                            + " now() + random() * interval '3 days', now() + interval '4 days', convert_to(external_ref, 'UTF8'), now() + interval '30 days',"
                            + " CASE WHEN random() < 0.3 THEN 1 ELSE 0 END, NULL, '{}', now() FROM customer"
                            + " WHERE org_id = '" + org + "' AND external_ref LIKE 'dry-%'");
            sql.execute("UPDATE callback SET last_counted_on = current_date - 1, tried_bands = '{09:00:00-10:30:00}'"
                    + " WHERE campaign_id = '" + campaign + "' AND counted = 1");
            sql.execute("VACUUM ANALYZE callback");
            sql.execute("ANALYZE customer, number_ledger");
        }
        return campaign;
    }

    private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
}
