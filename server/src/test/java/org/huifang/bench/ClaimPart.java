package org.huifang.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.huifang.dialing.ClaimBench;

/**
 * The claim, as the server makes it, with few and with many callbacks waiting, and against the same two statements by pgbench: as many
 * claims under way as the server has, each for an agent of its own, in turns on the same database.
 */
final class ClaimPart implements PlanBench.Part {
    private static final int FEW = 10_000;
    private static final int DUE = 6_000;
    private static final int CLAIMS = 3_000;
    private static final int AT_A_TIME = 3;
    /** Rounds in which the hot code is compiled. */
    private static final int UNMEASURED = 3;

    private static final double AT_MOST = 1.5;

    private final PlanOptions options;
    private final PlanData data;
    private final Path folder;

    ClaimPart(PlanOptions options, PlanData data, Path folder) {
        this.options = options;
        this.data = data;
        this.folder = folder;
    }

    @Override
    public List<Bar> measure() throws Exception {
        if (!Pgbench.isThere()) {
            throw new IllegalStateException("pgbench is missing; apt-get install postgresql-contrib");
        }
        var claims = new ClaimBench(data.vertx(), data.database(), data.org(), "claims");
        var pgbench = new Pgbench(folder, data.address(), data.database());
        var waiting = new ClaimData(data, claims.node(), CLAIMS);
        waiting.fill(FEW, DUE);
        for (int round = 0; round < UNMEASURED; round++) {
            claims.run(CLAIMS, AT_A_TIME);
            waiting.again();
        }
        double[] few = new double[options.rounds()];
        for (int round = 0; round < few.length; round++) {
            waiting.again();
            few[round] = p99(claims.run(CLAIMS, AT_A_TIME));
        }
        waiting.fill(options.events(), DUE);
        double[] many = new double[options.rounds()];
        double[] bare = new double[options.rounds()];
        for (int round = 0; round < many.length; round++) {
            waiting.again();
            bare[round] = p99(pgbench.run(claims.pgbench(AT_A_TIME), CLAIMS, AT_A_TIME));
            waiting.refuseUnlessClaimed();
            waiting.again();
            many[round] = p99(claims.run(CLAIMS, AT_A_TIME));
            waiting.refuseUnlessClaimed();
            System.out.printf(
                    Locale.ROOT,
                    "  round %d: claim p99 %.2f ms, by pgbench %.2f ms, with %d waiting %.2f ms%n",
                    round + 1,
                    many[round],
                    bare[round],
                    FEW,
                    few[round]);
        }
        double claimed = Spread.of(many).median();
        System.out.printf("%n%-40s %32s%n", "claim p99, ms", "median (range)");
        System.out.printf(
                "%-40s %32s%n", options.events() + " waiting", Spread.of(many).show(2));
        System.out.printf(
                "%-40s %32s%n", "the same SQL by pgbench", Spread.of(bare).show(2));
        System.out.printf("%-40s %32s%n", FEW + " waiting", Spread.of(few).show(2));
        return List.of(
                Bar.atMost(
                        "claim p99, of the same SQL by pgbench",
                        claimed / Spread.of(bare).median(),
                        AT_MOST),
                Bar.atMost(
                        "claim p99 with all waiting, of itself with " + FEW,
                        claimed / Spread.of(few).median(),
                        AT_MOST));
    }

    private static double p99(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(sorted.length * 0.99) - 1];
    }
}
