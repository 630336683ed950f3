package org.huifang.telephony.ami;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.huifang.telephony.CallHistory;

/** Reads Asterisk's channel event log: event, time, unique id, linked id, channel, user field, extra. */
final class CelFile {
    private static final Pattern CAUSE = Pattern.compile("\"hangupcause\"\\s*:\\s*(\\d+)");
    private final Path file;

    CelFile(Path file) {
        this.file = file;
    }

    /**
     * @param ahead how far our clock is ahead of Asterisk's
     * @return by id; ids that the file does not know are left out
     */
    Map<String, CallHistory> read(Set<String> ids, Duration ahead) throws IOException {
        var found = new HashMap<String, CallHistory>();
        if (ids.isEmpty() || !Files.exists(file)) {
            return found;
        }
        try (var lines = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord line : lines) {
                if (line.getFieldCount() >= 7 && ids.contains(line.getField(2))) {
                    found.merge(
                            line.getField(2),
                            read(CallHistory.EMPTY, line, ahead),
                            (before, first) -> read(before, line, ahead));
                }
            }
        }
        return found;
    }

    private static CallHistory read(CallHistory known, CsvRecord line, Duration ahead) {
        Instant at = time(line.getField(1)).plus(ahead);
        CallHistory.Ring ring = CallHistory.Ring.parse(line.getField(5)).orElse(known.ring());
        return switch (line.getField(0)) {
            case "CHAN_START" ->
                new CallHistory(at, ring, known.answeredAt(), known.bridgedAt(), known.endedAt(), known.q850());
            case "ANSWER" ->
                new CallHistory(known.startedAt(), ring, at, known.bridgedAt(), known.endedAt(), known.q850());
            case "BRIDGE_ENTER" ->
                new CallHistory(
                        known.startedAt(),
                        ring,
                        known.answeredAt(),
                        known.bridgedAt() == null ? at : known.bridgedAt(),
                        known.endedAt(),
                        known.q850());
            case "HANGUP" ->
                new CallHistory(
                        known.startedAt(), ring, known.answeredAt(), known.bridgedAt(), at, cause(line.getField(6)));
            default -> known;
        };
    }

    private static Integer cause(String extra) {
        Matcher matcher = CAUSE.matcher(extra);
        return matcher.find() ? Integer.valueOf(matcher.group(1)) : Integer.valueOf(0);
    }

    private static Instant time(String secondsAndMicros) {
        int dot = secondsAndMicros.indexOf('.');
        long seconds = Long.parseLong(dot < 0 ? secondsAndMicros : secondsAndMicros.substring(0, dot));
        long micros = dot < 0 ? 0 : Long.parseLong((secondsAndMicros.substring(dot + 1) + "000000").substring(0, 6));
        return Instant.ofEpochSecond(seconds, micros * 1000);
    }
}
