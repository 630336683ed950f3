package org.huifang.bench;

/** Who places the calls: the bare loop, or Huifang. */
interface Caller extends AutoCloseable {
    String name();

    /** Begins to offer so many calls, evenly spaced, and returns at once. */
    Offer offer(int rate, int count);

    /** CPU so far in ms: the caller's own without its sealing, and that sealing. */
    double cpu();

    double sealingCpu();

    /** CPU so far in ms of the caller's database; 0 without one. */
    double postgresCpu();

    /** What the round left unsealed, worked off; called once all calls have ended. */
    Round.Sealing sealing();

    /** Withdraws what was offered and not yet called, and waits until no call is under way. */
    void quiet();

    @Override
    void close();
}
