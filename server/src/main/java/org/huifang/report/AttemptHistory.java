package org.huifang.report;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** All attempts of a callback, the live one among them, oldest first. */
public final class AttemptHistory {
    private static final String SHARED =
            "t.id, t.seq, t.direction, t.claimed_at, t.zone, t.local_date, t.band_start, t.band_end, t.ring_at,"
                    + " t.ring_basis, t.answered_at, t.bridged_at, t.rules_version, g.code AS agent_code, g.name AS agent_name,"
                    + " k.name AS trunk, n.name AS node, r.state AS recording_state, r.duration_ms, r.problem, "
                    + RingFloor.MS + " AS ring_floor_ms";
    private static final String JOINS =
            " t LEFT JOIN agent g ON g.id = t.agent_id LEFT JOIN trunk k ON k.id = t.trunk_id"
                    + " LEFT JOIN node n ON n.id = t.node_id"
                    + " LEFT JOIN campaign_rules v ON v.campaign_id = t.campaign_id AND v.version = t.rules_version"
                    + " LEFT JOIN recording r ON r.claimed_at = t.claimed_at AND r.id = t.id WHERE t.callback_id = $1";

    private AttemptHistory() {}

    public record Event(Instant at, String kind, JsonObject detail) {}

    public record RecordingFacts(
            String state,
            @Nullable Long durationMs,
            @Nullable String problem) {}

    /**
     * @param direction OUT: we called; IN: the customer rang us
     * @param live under way, or of unknown fate
     * @param outcome UNKNOWN while it lives
     * @param ringFloorMs how long it had to ring when nobody answered, by the rules that it obeyed
     */
    public record Attempt(
            UUID id,
            int seq,
            String direction,
            boolean live,
            @Nullable String state,
            String outcome,
            Instant claimedAt,
            String zone,
            LocalDate localDate,
            LocalTime bandStart,
            LocalTime bandEnd,
            @Nullable Instant ringAt,
            @Nullable String ringBasis,
            long ringMs,
            long ringFloorMs,
            @Nullable Instant answeredAt,
            @Nullable Instant bridgedAt,
            @Nullable Instant endedAt,
            long talkMs,
            boolean counted,
            @Nullable Integer q850,
            @Nullable Integer sipCode,
            @Nullable String endedBy,
            @Nullable String source,
            int rulesVersion,
            @Nullable String agentCode,
            @Nullable String agentName,
            @Nullable String trunk,
            @Nullable String node,
            @Nullable RecordingFacts recording,
            List<Event> events) {}

    static Future<List<Attempt>> of(SqlConnection connection, UUID callbackId) {
        return connection
                .preparedQuery("SELECT " + SHARED
                        + ", false AS live, NULL AS state, t.ring_ms, t.ended_at, t.talk_ms, t.outcome,"
                        + " t.counted, t.q850, t.sip_code, t.ended_by, t.source FROM attempt" + JOINS
                        + " UNION ALL SELECT " + SHARED
                        + ", true, t.state, 0, NULL, 0, 'UNKNOWN', false, NULL, NULL, NULL, NULL"
                        + " FROM live_attempt" + JOINS + " ORDER BY seq")
                .execute(Tuple.of(callbackId))
                .compose(rows -> {
                    var found = new ArrayList<Row>();
                    rows.forEach(found::add);
                    return events(
                                    connection,
                                    found.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new))
                            .map(events -> found.stream()
                                    .map(row -> attempt(row, events.getOrDefault(row.getUUID("id"), List.of())))
                                    .toList());
                });
    }

    private static Future<Map<UUID, List<Event>>> events(SqlConnection connection, UUID[] attempts) {
        return connection
                .preparedQuery("SELECT attempt_id, at, kind, detail FROM attempt_event WHERE attempt_id = ANY ($1)"
                        + " ORDER BY attempt_id, at, id")
                .execute(Tuple.tuple().addArrayOfUUID(attempts))
                .map(rows -> {
                    var events = new HashMap<UUID, List<Event>>();
                    for (Row row : rows) {
                        events.computeIfAbsent(row.getUUID("attempt_id"), id -> new ArrayList<>())
                                .add(new Event(
                                        Times.instant(row, "at"), row.getString("kind"), row.getJsonObject("detail")));
                    }
                    return events;
                });
    }

    private static Attempt attempt(Row row, List<Event> events) {
        String recording = row.getString("recording_state");
        return new Attempt(
                row.getUUID("id"),
                row.getInteger("seq"),
                row.getString("direction"),
                row.getBoolean("live"),
                row.getString("state"),
                row.getString("outcome"),
                Times.instant(row, "claimed_at"),
                row.getString("zone"),
                row.getLocalDate("local_date"),
                row.getLocalTime("band_start"),
                row.getLocalTime("band_end"),
                Times.instantOrNull(row, "ring_at"),
                row.getString("ring_basis"),
                row.getLong("ring_ms"),
                row.getLong("ring_floor_ms"),
                Times.instantOrNull(row, "answered_at"),
                Times.instantOrNull(row, "bridged_at"),
                Times.instantOrNull(row, "ended_at"),
                row.getLong("talk_ms"),
                row.getBoolean("counted"),
                row.getInteger("q850"),
                row.getInteger("sip_code"),
                row.getString("ended_by"),
                row.getString("source"),
                row.getInteger("rules_version"),
                row.getString("agent_code"),
                row.getString("agent_name"),
                row.getString("trunk"),
                row.getString("node"),
                recording == null
                        ? null
                        : new RecordingFacts(recording, row.getLong("duration_ms"), row.getString("problem")),
                events);
    }
}
