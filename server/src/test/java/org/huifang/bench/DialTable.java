package org.huifang.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The result as people read it: medians and ranges of the rounds side by side, the bars, and one last line of figures. */
final class DialTable {
    private static final double P99 = 0.99;

    private final DialPlan plan;
    private final List<Round> bare;
    private final List<Round> huifang;
    private final int barePeak;
    private final int peak;

    DialTable(DialPlan plan, List<Round> bare, List<Round> huifang, int barePeak, int peak) {
        this.plan = plan;
        this.bare = bare;
        this.huifang = huifang;
        this.barePeak = barePeak;
        this.peak = peak;
    }

    /** @return whether all bars are met */
    boolean print() {
        System.out.printf(
                "%n%d calls/s, %d rounds of %d calls after a warm-up, answered at once, %d ms of talk, recorded; median (range)%n%n",
                plan.rate(), plan.rounds(), plan.calls(), Stage.TALK.toMillis());
        System.out.printf("%-44s %24s %24s %8s%n", "", "bare loop", "Huifang", "ratio");
        row("calls completed /s", 2, Round::perSecond);
        row("CPU of the caller, ms a call", 2, r -> r.cpu().caller());
        row("CPU of PostgreSQL, ms a call", 2, r -> r.cpu().postgres());
        row("CPU of Asterisk, ms a call", 2, r -> r.cpu().asterisk());
        row("CPU of sealing meanwhile, ms a call", 2, r -> r.cpu().sealing());
        row("CPU of the whole machine, ms a call", 2, r -> r.cpu().wholeMachine());
        row("sent or due -> INVITE p50, ms", 2, r -> r.toInvite().percentile(0.5));
        row("sent or due -> INVITE p99, ms", 2, r -> r.toInvite().percentile(P99));
        row("answer -> bridge p50, ms", 2, r -> r.toBridge().percentile(0.5));
        row("answer -> bridge p99, ms", 2, r -> r.toBridge().percentile(P99));
        row("unsealed at the end of the round", 0, r -> r.sealing().backlog());
        row("sealed /s after the round", 0, r -> r.sealing().perSecond());
        if (plan.peak()) {
            System.out.printf(
                    "%-44s %24d %24d %8.2f%n", "peak, calls/s held", barePeak, peak, peak / (double) barePeak);
        }
        if (bare.isEmpty() || huifang.isEmpty()) {
            return true;
        }
        var bars = bars();
        System.out.println();
        bars.forEach(System.out::println);
        System.out.println();
        System.out.println(lastLine(bars));
        return bars.stream().allMatch(Bar::met);
    }

    private List<Bar> bars() {
        var bars = new ArrayList<Bar>();
        bars.add(Bar.atLeast("completed, of the bare loop's", ratio(Round::perSecond), 0.99));
        bars.add(Bar.atMost(
                "server CPU, of Asterisk's in the same rounds",
                Spread.of(each(huifang, r -> r.cpu().caller() / r.cpu().asterisk()))
                        .median(),
                0.25));
        bars.add(Bar.atMost(
                "due -> INVITE p99, of the bare loop's sent -> INVITE p99",
                ratio(r -> r.toInvite().percentile(P99)),
                5));
        bars.add(Bar.atMost(
                "answer -> bridge p99, of the bare loop's",
                ratio(r -> r.toBridge().percentile(P99)),
                2));
        bars.add(Bar.atMost(
                "the bare loop's own CPU, ms a call", median(bare, r -> r.cpu().caller()), 1));
        if (plan.peak()) {
            bars.add(Bar.atLeast("the bare loop's own peak, calls/s", barePeak, 140));
            bars.add(Bar.atLeast("peak, of the bare loop's", peak / (double) barePeak, 0.75));
        }
        return bars;
    }

    private String lastLine(List<Bar> bars) {
        return String.format(
                Locale.ROOT,
                "bench dial: completed_ratio=%.4f server_cpu_ratio=%.3f invite_p99_ratio=%.2f bridge_p99_ratio=%.2f"
                        + " peak=%d bare_peak=%d bars_missed=%d",
                bars.get(0).value(),
                bars.get(1).value(),
                bars.get(2).value(),
                bars.get(3).value(),
                peak,
                barePeak,
                bars.stream().filter(bar -> !bar.met()).count());
    }

    private void row(String what, int digits, ToDoubleFunction<Round> value) {
        System.out.printf(
                Locale.ROOT,
                "%-44s %24s %24s %8.2f%n",
                what,
                Spread.of(each(bare, value)).show(digits),
                Spread.of(each(huifang, value)).show(digits),
                ratio(value));
    }

    private double ratio(ToDoubleFunction<Round> value) {
        return median(huifang, value) / median(bare, value);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
        return Spread.of(each(rounds, value)).median();
    }

    private static double[] each(List<Round> rounds, ToDoubleFunction<Round> value) {
        return rounds.stream().mapToDouble(value).toArray();
    }
}
