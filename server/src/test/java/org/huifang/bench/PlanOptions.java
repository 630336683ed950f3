package org.huifang.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much is planned.
 *
 * @param events that call for a callback
 * @param rounds of each part, what is compared in turn
 * @param only the part to measure; null: all
 */
record PlanOptions(int events, int rounds, @Nullable String only) {
    static PlanOptions parse(List<String> options) {
        boolean quick = options.contains("--quick");
        return new PlanOptions(
                number(options, "--events", quick ? 100_000 : 1_000_000),
                number(options, "--rounds", quick ? 1 : 3),
                only(options));
    }

    boolean wants(String part) {
        return only == null || only.equals(part);
    }

    private static @Nullable String only(List<String> options) {
        int at = options.indexOf("--only");
        return at < 0 || at + 1 == options.size() ? null : options.get(at + 1);
    }

    private static int number(List<String> options, String name, int preset) {
        int at = options.indexOf(name);
        return at < 0 || at + 1 == options.size() ? preset : Integer.parseInt(options.get(at + 1));
    }
}
