package org.huifang.quality;

import java.time.Clock;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.db.Database;

/** The work of auditors, wired. */
public final class QualityRoom {
    private final HearingRight hearing;

    /** @param hearing whoever scores a recording or files a finding on it must be allowed to hear it */
    public QualityRoom(Database database, HearingRight hearing, Audit audit, Clock clock) {
        this.hearing = hearing;
    }

    public HearingRight hearing() {
        return hearing;
    }
}
