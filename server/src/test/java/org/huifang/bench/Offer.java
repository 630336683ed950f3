package org.huifang.bench;

/** Calls on offer: call i of {@code count} is due at {@code firstDue + i / rate}, by numbers that follow each other. */
abstract class Offer {
    final int rate;
    final int count;
    final long firstNumber;
    final long firstDueMicros;

    Offer(int rate, int count, long firstNumber, long firstDueMicros) {
        this.rate = rate;
        this.count = count;
        this.firstNumber = firstNumber;
        this.firstDueMicros = firstDueMicros;
    }

    long dueMicros(int call) {
        return firstDueMicros + call * 1_000_000L / rate;
    }

    String number(int call) {
        return Long.toString(firstNumber + call);
    }

    /** Reads what is needed to tell channels; after the calls. */
    abstract void settle();

    /** From when the way to the INVITE is measured: sent (bare), or due (Huifang). */
    abstract long beganMicros(int call);

    /** Asterisk's id of its channel; empty: never called. */
    abstract String channel(int call);
}
