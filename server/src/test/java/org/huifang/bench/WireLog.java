package org.huifang.bench;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the called side saw on the wire, by number: SIPp's own log with its own times, in microseconds since 1970. */
final class WireLog {
    /** @param answered when the 200 was sent; 0: never */
    record Seen(long invited, long answered) {}

    private static final int FIELDS = 7;
    private final GrowingFile file;
    private final Map<String, String> numberOfCall = new HashMap<>();
    private final Map<String, Seen> byNumber = new HashMap<>();

    WireLog(Path shortMessageLog) {
        this.file = new GrowingFile(shortMessageLog);
    }

    void look() {
        file.read(this::line);
    }

    @Nullable
    Seen of(String number) {
        return byNumber.get(number);
    }

    private void line(String line) {
        // date, time and epoch, R or S, Call-ID, CSeq:number method, first line
        String[] part = line.split("\t");
        if (part.length < FIELDS || !part[5].endsWith(" INVITE")) {
            return;
        }
        boolean received = part[3].equals("R");
        if (received && part[6].startsWith("INVITE sip:")) {
            String number = part[6].substring("INVITE sip:".length(), part[6].indexOf('@'));
            numberOfCall.put(part[4], number);
            byNumber.putIfAbsent(number, new Seen(micros(part[2]), 0));
        } else if (!received && part[6].startsWith("SIP/2.0 200")) {
            String number = numberOfCall.get(part[4]);
            if (number != null) {
                byNumber.computeIfPresent(
                        number, (n, seen) -> seen.answered > 0 ? seen : new Seen(seen.invited, micros(part[2])));
            }
        }
    }

    private static long micros(String timeAndEpoch) {
        String epoch = timeAndEpoch.substring(timeAndEpoch.indexOf(' ') + 1);
        return new BigDecimal(epoch).movePointRight(6).longValue();
    }
}
