package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What SIPp itself wrote down: the truth about what reached the wire. */
public final class SipLog {
    private final Path folder;

    SipLog(Path folder) {
        this.folder = folder;
    }

    /** One for each Call-ID, in the order of their INVITEs. A message that is still being written is left out. */
    public List<SipCall> calls() {
        Map<String, SipCall> calls = new LinkedHashMap<>();
        for (String line : read("short.log").split("\n")) {
            // date, time and epoch, R or S, Call-ID, CSeq:number method, first line
            String[] part = line.split("\t");
            if (part.length < 7) {
                continue;
            }
            String epoch = part[2].contains(" ") ? part[2].substring(part[2].indexOf(' ') + 1) : part[2];
            var message = new SipMessage(
                    instant(epoch), part[3].equals("R"), part[5].substring(part[5].indexOf(' ') + 1), part[6].strip());
            calls.computeIfAbsent(part[4], SipCall::new).messages().add(message);
        }
        Collection<SipCall> complete = calls.values();
        return complete.stream().filter(SipCall::hasInvite).toList();
    }

    /** Every message in full, as sent and received. */
    public String messages() {
        return read("messages.log");
    }

    /** What SIPp found unexpected, and its timers. */
    public String errors() {
        return read("errors.log");
    }

    private String read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static Instant instant(String epoch) {
        BigDecimal micros = new BigDecimal(epoch).movePointRight(6);
        return Instant.EPOCH.plus(micros.longValueExact(), java.time.temporal.ChronoUnit.MICROS);
    }
}
