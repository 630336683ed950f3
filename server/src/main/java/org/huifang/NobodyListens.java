package org.huifang;

import java.time.Instant;
import java.util.UUID;
import org.huifang.dialing.CallListener;

final class NobodyListens implements CallListener {
    @Override
    public void answered(UUID attempt, Instant at) {}

    @Override
    public void ended(UUID attempt, boolean answered) {}

    @Override
    public void changed() {}
}
