package org.huifang.demo;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Set;

/** Prints one line for each call that begins and ends, as the board shows them. */
public final class DemoTicker {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int REMEMBERED = 2_000;

    private final DemoApi api;
    private final PrintStream out;
    private final ZoneId zone;
    private final Set<String> begun = new HashSet<>();
    private final Set<String> ended = new HashSet<>();

    public DemoTicker(DemoApi api, PrintStream out, ZoneId zone) {
        this.api = api;
        this.out = out;
        this.zone = zone;
    }

    /** Looks at the board once. */
    public void look() {
        JsonObject board = api.get("/board");
        if (ended.size() > REMEMBERED) {
            begun.clear();
            ended.clear();
        }
        for (Object each : board.getJsonArray("calls")) {
            var call = (JsonObject) each;
            if (begun.add(call.getString("attemptId"))) {
                say("dialling  %s  attempt %d, agent %s"
                        .formatted(
                                call.getString("customerName"), call.getInteger("seq"), call.getString("agentCode")));
            }
        }
        var recent = board.getJsonArray("recent");
        for (int i = recent.size() - 1; i >= 0; i--) {
            JsonObject attempt = recent.getJsonObject(i);
            if (ended.add(attempt.getString("attemptId"))) {
                say("ended     %s  %s, rang %.1f s, talked %.0f s"
                        .formatted(
                                attempt.getString("customerName"),
                                attempt.getString("outcome"),
                                attempt.getLong("ringMs", 0L) / 1000.0,
                                attempt.getLong("talkMs", 0L) / 1000.0));
            }
        }
    }

    private void say(String line) {
        out.println(CLOCK.format(LocalTime.now(zone)) + "  " + line);
    }
}
