package org.huifang.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.huifang.planning.PlanTotals;

/** Events become callbacks, against a bare multi-row INSERT of the very same rows into the same table. */
final class PlanningPart implements PlanBench.Part {
    private static final double AT_LEAST = 0.25;
    /** Looking for what is to be planned must not become the work. */
    private static final double AGAIN_AT_MOST = 0.5;

    private final PlanOptions options;
    private final PlanData data;

    PlanningPart(PlanOptions options, PlanData data) {
        this.options = options;
        this.data = data;
    }

    @Override
    public List<Bar> measure() throws Exception {
        // The first run compiles the hot code and gives the rows for the bare INSERT; it is not measured.
        PlanTotals all = data.plan();
        System.out.printf(
                Locale.ROOT,
                "planned %d events: %d late, %d beyond capacity, %d stopped, %d without slot%n",
                all.planned(),
                all.late(),
                all.over(),
                all.stopped(),
                all.noSlot());
        data.keepAside();
        var bare = new ArrayList<Double>();
        var planner = new ArrayList<Double>();
        var again = new ArrayList<Double>();
        for (int round = 1; round <= options.rounds(); round++) {
            bare.add(new BareInsert(data.database()).rowsPerSecond(options.events()));
            refuseUnlessAllThere();
            data.forget();
            long began = System.nanoTime();
            data.plan();
            planner.add(options.events() / ((System.nanoTime() - began) / 1e9));
            refuseUnlessAllThere();
            System.out.printf(
                    Locale.ROOT,
                    "  round %d: bare INSERT %.0f rows/s, planner %.0f rows/s%n",
                    round,
                    bare.get(round - 1),
                    planner.get(round - 1));
            long beganAgain = System.nanoTime();
            long more = data.plan().planned();
            double seconds = (System.nanoTime() - beganAgain) / 1e9;
            again.add(seconds * planner.get(round - 1) / options.events());
            System.out.printf(Locale.ROOT, "           again: %d planned in %.1f s%n", more, seconds);
            if (more != 0) {
                throw new IllegalStateException("planning again planned " + more);
            }
            data.forget();
        }
        Spread bareSpread =
                Spread.of(bare.stream().mapToDouble(Double::doubleValue).toArray());
        Spread plannerSpread =
                Spread.of(planner.stream().mapToDouble(Double::doubleValue).toArray());
        System.out.printf("%n%-24s %32s%n", "rows/s", "median (range)");
        System.out.printf("%-24s %32s%n", "bare multi-row INSERT", bareSpread.show(0));
        System.out.printf("%-24s %32s%n", "planner", plannerSpread.show(0));
        double ratio = plannerSpread.median() / bareSpread.median();
        System.out.printf(
                Locale.ROOT,
                "bench plan: events=%d planner_rows=%.0f bare_rows=%.0f planning_ratio=%.3f%n",
                options.events(),
                plannerSpread.median(),
                bareSpread.median(),
                ratio);
        double ofPlanning = Spread.of(
                        again.stream().mapToDouble(Double::doubleValue).toArray())
                .median();
        return List.of(
                Bar.atLeast("planning, of a bare multi-row INSERT of the same rows", ratio, AT_LEAST),
                Bar.atMost("planning once more what is planned, of planning it", ofPlanning, AGAIN_AT_MOST));
    }

    private void refuseUnlessAllThere() throws Exception {
        long there = data.count("callback");
        if (there != options.events()) {
            throw new IllegalStateException(there + " callbacks of " + options.events());
        }
    }
}
