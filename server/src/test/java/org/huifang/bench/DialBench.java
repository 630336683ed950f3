package org.huifang.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code huifang bench dial}: due callbacks become recorded calls, against a bare AMI loop that places the same calls. */
final class DialBench {
    private static final int BARE_PEAK_EXPECTED = 150;
    private static final int PEAK_EXPECTED = 120;

    private final DialPlan plan;
    private final Path folder;
    private final Stage stage;
    private final HuifangData data;
    private final RoundRunner runner;
    private int server;

    private DialBench(DialPlan plan, Path folder, Stage stage, HuifangData data) {
        this.plan = plan;
        this.folder = folder;
        this.stage = stage;
        this.data = data;
        this.runner = new RoundRunner(stage);
    }

    /** @return whether every bar is met */
    static boolean run(DialPlan plan) throws IOException {
        Path folder = Files.createTempDirectory("huifang-bench");
        System.out.println("logs in " + folder);
        try (var stage = new Stage(folder, plan.agents());
                var data = new HuifangData(folder.resolve("postgres"), plan.agents())) {
            return new DialBench(plan, folder, stage, data).measure();
        }
    }

    private boolean measure() {
        List<Round> bare = new ArrayList<>();
        List<Round> huifang = new ArrayList<>();
        for (int i = 1; i <= plan.rounds(); i++) {
            if (plan.bare()) {
                try (var caller = new BareLoop(stage)) {
                    bare.add(round(i, caller, plan.bareWarmUpSeconds()));
                }
            }
            if (plan.huifang()) {
                try (var caller = server()) {
                    huifang.add(round(i, caller, plan.warmUpSeconds()));
                }
            }
        }
        int barePeak = 0;
        int peak = 0;
        if (plan.peak() && plan.bare()) {
            try (var caller = new BareLoop(stage)) {
                barePeak = new PeakSearch(runner, plan.holdSeconds()).of(caller, BARE_PEAK_EXPECTED);
                stage.dropRecordings();
            }
        }
        if (plan.peak() && plan.huifang()) {
            try (var caller = server()) {
                runner.run(caller, plan.rate(), plan.rate() * plan.warmUpSeconds(), plan.rate());
                peak = new PeakSearch(runner, plan.holdSeconds()).of(caller, PEAK_EXPECTED);
            }
        }
        return new DialTable(plan, bare, huifang, barePeak, peak).print();
    }

    private Huifang server() {
        server++;
        return new Huifang(stage, data, folder, folder.resolve("server-" + server + ".log"));
    }

    private Round round(int number, Caller caller, int warmUpSeconds) {
        Round round = runner.run(caller, plan.rate(), plan.rate() * warmUpSeconds, plan.calls());
        System.out.printf(
                "  round %d %-9s completed %d of %d, CPU ms a call %.2f, PostgreSQL %.2f, Asterisk %.2f, sealing %.2f, all %.1f;"
                        + " to INVITE %.1f / %.1f ms, to bridge %.1f / %.1f ms; unsealed %d, sealed %.0f/s%n",
                number,
                caller.name(),
                round.completed(),
                round.offered(),
                round.cpu().caller(),
                round.cpu().postgres(),
                round.cpu().asterisk(),
                round.cpu().sealing(),
                round.cpu().wholeMachine(),
                round.toInvite().median(),
                round.toInvite().percentile(0.99),
                round.toBridge().median(),
                round.toBridge().percentile(0.99),
                round.sealing().backlog(),
                round.sealing().perSecond());
        return round;
    }
}
