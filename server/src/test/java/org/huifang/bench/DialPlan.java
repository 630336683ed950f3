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
        int rate = number(options, "--rate", 60);
        String only = value(options, "--only", "");
        return new DialPlan(
                number(options, "--rounds", quick ? 1 : 3),
                rate,
                quick ? 15 * rate : 3_000,
                number(options, "--warm-up", quick ? 30 : 120),
                quick ? 5 : 10,
                !quick && !options.contains("--no-peak"),
                60,
                number(options, "--agents", 300),
                !only.equals("huifang"),
                !only.equals("bare"));
    }

    private static int number(List<String> options, String name, int preset) {
        return Integer.parseInt(value(options, name, Integer.toString(preset)));
    }

    private static String value(List<String> options, String name, String preset) {
        int at = options.indexOf(name);
        return at < 0 || at + 1 == options.size() ? preset : options.get(at + 1);
    }
}
