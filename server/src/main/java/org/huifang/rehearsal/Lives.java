package org.huifang.rehearsal;

import java.util.List;
import org.huifang.campaign.Tried;

/** What becomes of every callback during one run; arrays, because there are a hundred thousand. */
final class Lives {
    final long[] nextAt;
    final long[] until;
    final long[] deadline;
    final boolean[] appointment;
    final Tried[] tried;
    final byte[] counted;
    final byte[] uncounted;
    /** Attempts of this run. */
    final short[] attempts;

    final Fate[] fate;
    /** When it ended; {@link Long#MAX_VALUE}: not yet. */
    final long[] endedAt;
    /** No window opened before its deadline, from the start. */
    final boolean[] noWindowInTime;
    /** At least one attempt of this run was in time. */
    final boolean[] calledInTime;

    Lives(List<Pending> pending) {
        int n = pending.size();
        nextAt = new long[n];
        until = new long[n];
        deadline = new long[n];
        appointment = new boolean[n];
        tried = new Tried[n];
        counted = new byte[n];
        uncounted = new byte[n];
        attempts = new short[n];
        fate = new Fate[n];
        endedAt = new long[n];
        noWindowInTime = new boolean[n];
        calledInTime = new boolean[n];
        for (int i = 0; i < n; i++) {
            Pending one = pending.get(i);
            nextAt[i] = one.nextAt();
            until[i] = one.until();
            deadline[i] = one.deadline();
            appointment[i] = one.appointment();
            tried[i] = one.tried();
            counted[i] = (byte) one.counted();
            uncounted[i] = (byte) one.uncounted();
            fate[i] = Fate.UNFINISHED;
            endedAt[i] = Long.MAX_VALUE;
        }
    }

    boolean before(int one, int other) {
        if (appointment[one] != appointment[other]) {
            return appointment[one];
        }
        if (nextAt[one] != nextAt[other]) {
            return nextAt[one] < nextAt[other];
        }
        return deadline[one] < deadline[other];
    }

    void end(int callback, Fate became, long moment) {
        fate[callback] = became;
        endedAt[callback] = moment;
    }
}
