package org.huifang.telephony.ami;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads Asterisk's channel event log: event, time, unique id, linked id, channel, user field, extra. */
final class CelFile {
    private static final Logger log = LoggerFactory.getLogger(CelFile.class);
    private static final int FIELDS = 7;
    private static final int UUID_LENGTH = 36;
    /** The user field, which the log does not put in quotes when it needs none. */
    private static final String CALL_NOTE = ",call:";

    private static final Pattern TIME = Pattern.compile("\\d{1,12}(\\.\\d+)?");
    private static final Pattern SOURCE = Pattern.compile("\"hangupsource\"\\s*:\\s*\"([^\"]*)\"");
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
        // Line by line: what a dying Asterisk left half-written spoils one line and not the rest.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                String id = idIn(text);
                if (ids.contains(id)) {
                    CsvRecord line = parse(text);
                    if (line != null
                            && line.getFieldCount() >= FIELDS
                            && TIME.matcher(line.getField(1)).matches()) {
                        found.put(id, read(found.getOrDefault(id, CallHistory.EMPTY), line, ahead));
                    }
                }
            }
        }
        return found;
    }

    /** The channel's own id, or the attempt of a customer who rang us, as customer.conf notes it. */
    private static String idIn(String line) {
        int note = line.indexOf(CALL_NOTE);
        int end = note + CALL_NOTE.length() + UUID_LENGTH;
        return note < 0 || end > line.length() ? uniqueId(line) : line.substring(note + CALL_NOTE.length(), end);
    }

    private static String uniqueId(String line) {
        int from = line.indexOf(',', line.indexOf(',') + 1) + 1;
        int to = line.indexOf(',', from);
        return to < 0 ? "" : line.substring(from, to);
    }

    private static @Nullable CsvRecord parse(String line) {
        try (var one = CsvReader.builder().ofCsvRecord(line)) {
            var records = one.iterator();
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException e) {
            log.warn("a line of the channel event log cannot be read why=\"{}\"", e.getMessage());
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CallHistory read(CallHistory known, CsvRecord line, Duration ahead) {
        Instant at = time(line.getField(1)).plus(ahead);
        CallHistory history = CallHistory.Ring.parse(line.getField(5), ahead)
                .map(known::withRing)
                .orElse(known);
        return switch (line.getField(0)) {
            case "CHAN_START" -> history.withStart(at);
            // Who rings us is an attempt from the answer on.
            case "ANSWER" -> (history.startedAt() == null ? history.withStart(at) : history).withAnswer(at);
            case "BRIDGE_ENTER" -> history.withBridge(at);
            case "HANGUP" -> history.withEnd(at, cause(line.getField(6)), customersOwn(line));
            default -> history;
        };
    }

    private static Integer cause(String extra) {
        Matcher matcher = CAUSE.matcher(extra);
        return matcher.find() ? Integer.valueOf(matcher.group(1)) : Integer.valueOf(0);
    }

    /** Asterisk names the channel whose side asked for the end. */
    private static boolean customersOwn(CsvRecord hangup) {
        Matcher matcher = SOURCE.matcher(hangup.getField(6));
        return matcher.find() && matcher.group(1).equals(hangup.getField(4));
    }

    private static Instant time(String secondsAndMicros) {
        int dot = secondsAndMicros.indexOf('.');
        long seconds = Long.parseLong(dot < 0 ? secondsAndMicros : secondsAndMicros.substring(0, dot));
        long micros = dot < 0 ? 0 : Long.parseLong((secondsAndMicros.substring(dot + 1) + "000000").substring(0, 6));
        return Instant.ofEpochSecond(seconds, micros * 1000);
    }
}
