package org.huifang.telephony.ami;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.asteriskjava.manager.DefaultManagerConnection;
import org.asteriskjava.manager.TimeoutException;
import org.asteriskjava.manager.action.GetVarAction;
import org.huifang.telephony.CallHistory;
import org.jspecify.annotations.Nullable;

/** Reads from a live channel when its ring began. */
final class RingNotes {
    private RingNotes() {}

    static Optional<CallHistory.Ring> read(DefaultManagerConnection connection, UUID attempt, Clock clock)
            throws IOException, TimeoutException {
        String note = value(connection, new GetVarAction(attempt.toString(), "CHANNEL(userfield)"));
        if (note == null) {
            return Optional.empty();
        }
        return CallHistory.Ring.parse(
                note, CallHistory.Ring.notedByPbx(note) ? ahead(connection, clock) : Duration.ZERO);
    }

    /** Our clock is read last, so that the way between makes a ring seem younger and never older than it is (R32). */
    private static Duration ahead(DefaultManagerConnection connection, Clock clock)
            throws IOException, TimeoutException {
        String millis = value(connection, new GetVarAction("STRFTIME(,,%s%3q)"));
        if (millis == null || !millis.matches("\\d{1,15}")) {
            throw new IOException("Asterisk does not tell its time");
        }
        return Duration.between(Instant.ofEpochMilli(Long.parseLong(millis)), clock.instant());
    }

    private static @Nullable String value(DefaultManagerConnection connection, GetVarAction action)
            throws IOException, TimeoutException {
        return connection.sendAction(action).getAttribute("Value");
    }
}
