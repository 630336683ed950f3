package org.huifang.archive;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Times as people of the unit read them. */
final class LocalTimes {
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private LocalTimes() {}

    static String text(Instant at, ZoneId zone) {
        return TEXT.format(at.atZone(zone));
    }
}
