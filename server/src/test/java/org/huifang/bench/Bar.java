package org.huifang.bench;

/** A figure and what it must reach. */
record Bar(String what, double value, boolean atMost, double limit) {
    static Bar atLeast(String what, double value, double limit) {
        return new Bar(what, value, false, limit);
    }

    static Bar atMost(String what, double value, double limit) {
        return new Bar(what, value, true, limit);
    }

    boolean met() {
        return atMost ? value <= limit : value >= limit;
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "%-62s %8.3f  %s %-6s %s",
                what,
                value,
                atMost ? "<=" : ">=",
                limit,
                met() ? "met" : "MISSED");
    }
}
