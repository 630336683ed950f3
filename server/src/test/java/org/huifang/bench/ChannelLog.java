package org.huifang.bench;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Asterisk says became of each channel, with Asterisk's own times in microseconds since 1970: its event log (CEL). */
final class ChannelLog {
    /** Zero: never. */
    static final class Life {
        long bridged;
        long ended;
    }

    private final GrowingFile file;
    private final Map<String, Life> byChannel = new HashMap<>();

    ChannelLog(Path celFile) {
        this.file = new GrowingFile(celFile);
    }

    void look() {
        file.read(this::line);
    }

    @Nullable
    Life of(String channel) {
        return byChannel.get(channel);
    }

    private void line(String line) {
        // event, time, unique id, linked id, channel, …
        String[] part = line.split(",", 5);
        if (part.length < 5) {
            return;
        }
        String id = part[2];
        switch (part[0]) {
            case "BRIDGE_ENTER" -> {
                Life life = byChannel.computeIfAbsent(id, any -> new Life());
                if (life.bridged == 0) {
                    life.bridged = micros(part[1]);
                }
            }
            case "HANGUP" -> byChannel.computeIfAbsent(id, any -> new Life()).ended = micros(part[1]);
            default -> {}
        }
    }

    private static long micros(String seconds) {
        return new BigDecimal(seconds).movePointRight(6).longValue();
    }
}
