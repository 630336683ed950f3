package org.huifang.bench;

import java.util.List;

/**
 * How much is measured.
 *
 * @param rate calls a second offered in the rounds
 * @param calls measured calls of a round, after the warm-up
 * @param warmUpSeconds of the server: long enough for its hot code to be compiled
 * @param holdSeconds how long a step of the peak must be held
 */
record DialPlan(
        int rounds,
        int rate,
        int calls,
        int warmUpSeconds,
        int bareWarmUpSeconds,
        boolean peak,
        int holdSeconds,
        int agents,
        boolean bare,
        boolean huifang) {

    static DialPlan parse(List<String> options) {
        boolean quick = options.contains("--quick");
        int rate = options.contains("--rate") ? Integer.parseInt(options.get(options.indexOf("--rate") + 1)) : 60;
        String only = options.contains("--only") ? options.get(options.indexOf("--only") + 1) : "";
        return new DialPlan(
                quick ? 1 : 3,
                rate,
                quick ? 15 * rate : 3_000,
                quick ? 15 : 40,
                quick ? 5 : 10,
                !quick && !options.contains("--no-peak"),
                60,
                300,
                !only.equals("huifang"),
                !only.equals("bare"));
    }

    int seconds() {
        return calls / rate;
    }
}
