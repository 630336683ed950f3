package org.huifang.quality;

import org.jspecify.annotations.Nullable;

/** How many of a group are drawn. */
sealed interface Amount {
    int of(int group);

    record Calls(int calls) implements Amount {
        @Override
        public int of(int group) {
            return Math.min(calls, group);
        }
    }

    /** Rounded up, so that nobody who spoke is left out. */
    record Percent(int percent) implements Amount {
        @Override
        public int of(int group) {
            return (int) (((long) group * percent + 99) / 100);
        }
    }

    record All() implements Amount {
        @Override
        public int of(int group) {
            return group;
        }
    }

    /** Without a number, all of them. */
    static Amount of(@Nullable Integer amount, SampleRule.@Nullable Unit unit) {
        if (amount == null || unit == null) {
            return new All();
        }
        return unit == SampleRule.Unit.PERCENT ? new Percent(amount) : new Calls(amount);
    }
}
