package org.huifang.bench;

import java.util.List;

/**
 * How much is planned.
 *
 * @param events that call for a callback
 * @param rounds planner and bare INSERT in turn
 */
record PlanOptions(int events, int rounds) {
    static PlanOptions parse(List<String> options) {
        boolean quick = options.contains("--quick");
        return new PlanOptions(
                number(options, "--events", quick ? 100_000 : 1_000_000), number(options, "--rounds", quick ? 1 : 3));
    }

    private static int number(List<String> options, String name, int preset) {
        int at = options.indexOf(name);
        return at < 0 || at + 1 == options.size() ? preset : Integer.parseInt(options.get(at + 1));
    }
}
