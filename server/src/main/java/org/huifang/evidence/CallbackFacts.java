package org.huifang.evidence;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.customer.PhoneNumber;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Reads all that is known of one callback, as it was at one moment. */
final class CallbackFacts {
    /** Entries of the log that one package proves at most. */
    static final int MOST_ENTRIES = 20_000;
    /** What is noted of a callback may be stamped a little before it was made. */
    private static final Duration BEFORE = Duration.ofDays(1);

    private final Database database;

    CallbackFacts(Database database) {
        this.database = database;
    }

    /**
     * @param json the facts, for the manifest; {@code log} in it names the entries
     * @param recordings ids of the recordings, in the order of the calls
     * @param entries ids of the entries of the log that concern it
     */
    record Facts(JsonObject json, List<UUID> recordings, List<UUID> entries) {}

    /** @param wholeNumber the number as it is; else masked */
    Future<Facts> read(UUID orgId, UUID callback, boolean wholeNumber) {
        return database.transaction(connection -> connection
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .execute()
                .compose(set -> PlainRows.of(connection, FactSql.CALLBACK, Tuple.of(callback, orgId)))
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Refusal.notFound("id", callback))
                        : new Reading(connection, callback, masked(found.get(0), wholeNumber)).all()));
    }

    private static JsonObject masked(JsonObject callback, boolean wholeNumber) {
        String number = callback.getString("number");
        return number == null || wholeNumber ? callback : callback.put("number", PhoneNumber.masked(number));
    }

    /** One statement after the other, because they share a connection. */
    private static final class Reading {
        private final SqlConnection connection;
        private final UUID callback;
        private final JsonObject json = new JsonObject();
        private final JsonObject head;
        private final List<String> kinds = new ArrayList<>();
        private final List<String> subjects = new ArrayList<>();

        Reading(SqlConnection connection, UUID callback, JsonObject head) {
            this.connection = connection;
            this.callback = callback;
            this.head = head;
            json.put("callback", head);
            subject("callback", callback.toString());
        }

        Future<Facts> all() {
            return attempts()
                    .compose(attempts -> rules(attempts)
                            .compose(versions -> recordings()
                                    .compose(recordings -> sides(attempts, recordings)
                                            .compose(read -> log(versions))
                                            .map(entries -> new Facts(json, ids(recordings), entries)))));
        }

        private Future<List<JsonObject>> attempts() {
            return PlainRows.of(connection, FactSql.ATTEMPTS, Tuple.of(callback))
                    .compose(ended -> PlainRows.of(connection, FactSql.LIVE_ATTEMPTS, Tuple.of(callback))
                            .map(live -> {
                                var all = new ArrayList<>(ended);
                                all.addAll(live);
                                return (List<JsonObject>) all;
                            }))
                    .compose(all -> children(all, FactSql.ATTEMPT_EVENTS, "attemptId", "events")
                            .map(read -> put("attempts", all)));
        }

        private Future<Integer[]> rules(List<JsonObject> attempts) {
            Integer[] versions = attempts.stream()
                    .map(attempt -> attempt.getInteger("rulesVersion"))
                    .distinct()
                    .toArray(Integer[]::new);
            return PlainRows.of(
                            connection,
                            FactSql.RULES,
                            Tuple.tuple().addArrayOfInteger(versions).addUUID(campaign()))
                    .map(rules -> put("rules", rules))
                    .map(versions);
        }

        private Future<List<JsonObject>> recordings() {
            return PlainRows.of(connection, FactSql.RECORDINGS, Tuple.of(callback))
                    .compose(all -> children(all, FactSql.PAUSES, "recordingId", "pauses")
                            .compose(read -> children(all, FactSql.COMMENTS, "recordingId", "comments"))
                            .compose(read -> children(all, FactSql.FINDINGS, "recordingId", "findings"))
                            .map(read -> put("recordings", all)));
        }

        private Future<Void> sides(List<JsonObject> attempts, List<JsonObject> recordings) {
            Tuple of = ids(recordings, Tuple.tuple());
            attempts.forEach(one -> subject("attempt", one.getString("id")));
            attempts.stream()
                    .map(AttemptText::hour)
                    .distinct()
                    .forEach(hour -> subject(AttemptDigests.SUBJECT, hour.toString()));
            recordings.forEach(one -> subject("recording", one.getString("id")));
            return PlainRows.of(connection, FactSql.MESSAGES, Tuple.of(callback))
                    .compose(all -> children(all, FactSql.MESSAGE_EVENTS, "messageId", "events")
                            .compose(read -> children(all, FactSql.RECEIPTS, "messageId", "receipts"))
                            .map(read -> subjects("message", put("messages", all))))
                    .compose(read -> side("replies", FactSql.REPLIES, Tuple.of(callback)))
                    .compose(read -> side("ringBacks", FactSql.RING_BACKS, Tuple.of(callback)))
                    .compose(read -> side("requests", FactSql.REQUESTS, Tuple.of(callback)))
                    .compose(read -> side("holds", FactSql.HOLDS, of).map(all -> subjects("legal_hold", all)))
                    .compose(read -> PlainRows.of(connection, FactSql.GRANTS, of)
                            .compose(all -> children(all, FactSql.HANDOVERS, "requestId", "handovers")
                                    .map(done -> subjects("access_request", put("grants", all)))))
                    .compose(read -> side("copies", FactSql.COPIES, of))
                    .compose(read -> side("purges", FactSql.PURGES, of).map(all -> subjects("purge", all)))
                    .compose(read -> QualityFacts.read(connection, ids(attempts), ids(recordings)))
                    .map(this::quality);
        }

        private @Nullable Void quality(QualityFacts read) {
            subjects("score", put("scores", read.scores()));
            read.scores().stream()
                    .map(score -> score.getString("calibrationId"))
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(id -> subject("calibration", id));
            subjects("quality_finding", put("qualityFindings", read.findings()));
            put("archiveCopies", read.archiveCopies());
            return null;
        }

        private Future<List<UUID>> log(Integer[] versions) {
            var since = Instant.parse(head.getString("createdAt")).minus(BEFORE);
            return PlainRows.of(
                            connection,
                            FactSql.LOG,
                            Tuple.tuple()
                                    .addArrayOfString(kinds.toArray(String[]::new))
                                    .addArrayOfString(subjects.toArray(String[]::new))
                                    .addOffsetDateTime(Times.at(since))
                                    .addString(campaign().toString())
                                    .addArrayOfInteger(versions)
                                    .addInteger(MOST_ENTRIES + 1))
                    .compose(entries -> entries.size() > MOST_ENTRIES
                            ? Future.failedFuture(
                                    Refusal.of(Refusal.Kind.TOO_LARGE, Remedy.TOO_MANY_ENTRIES.with(MOST_ENTRIES)))
                            : people(entries).map(read -> ids(put("log", entries))));
        }

        private Future<JsonArray> people(List<JsonObject> entries) {
            String[] actors = entries.stream()
                    .map(entry -> entry.getString("actor"))
                    .distinct()
                    .toArray(String[]::new);
            return PlainRows.of(connection, FactSql.PEOPLE, Tuple.tuple().addArrayOfString(actors))
                    .map(people -> {
                        var all = PlainRows.array(people);
                        json.put("people", all);
                        return all;
                    });
        }

        private Future<List<JsonObject>> side(String name, String sql, Tuple values) {
            return PlainRows.of(connection, sql, values).map(all -> put(name, all));
        }

        private Future<Void> children(List<JsonObject> parents, String sql, String by, String name) {
            return PlainRows.of(connection, sql, ids(parents, Tuple.tuple())).map(found -> {
                PlainRows.nest(parents, found, by, name);
                return null;
            });
        }

        private List<JsonObject> put(String name, List<JsonObject> rows) {
            json.put(name, PlainRows.array(rows));
            return rows;
        }

        private List<JsonObject> subjects(String kind, List<JsonObject> rows) {
            rows.forEach(row -> subject(kind, row.getString("id")));
            return rows;
        }

        private void subject(String kind, String id) {
            kinds.add(kind);
            subjects.add(id);
        }

        private UUID campaign() {
            return UUID.fromString(head.getString("campaignId"));
        }

        private static Tuple ids(List<JsonObject> rows, Tuple into) {
            return into.addArrayOfUUID(ids(rows).toArray(UUID[]::new));
        }

        private static List<UUID> ids(List<JsonObject> rows) {
            return rows.stream()
                    .map(row -> UUID.fromString(row.getString("id")))
                    .toList();
        }
    }
}
