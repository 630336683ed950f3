package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.customer.PhoneNumber;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Reads messages and replies. */
public final class Messages {
    private static final String SELECT = "SELECT m.*, p.code AS campaign, p.name AS campaign_name,"
            + " u.name AS customer_name, n.e164 FROM message_outbox m"
            + " JOIN customer u ON u.id = m.customer_id LEFT JOIN campaign p ON p.id = m.campaign_id"
            + " LEFT JOIN LATERAL (SELECT e164 FROM customer_phone c WHERE c.customer_id = m.customer_id"
            + " AND c.number_key = m.number_key LIMIT 1) n ON m.number_key IS NOT NULL";

    private final Database database;

    public Messages(Database database) {
        this.database = database;
    }

    /** @param number that it went to, masked; null: it was not sent to a number, or the customer has it no more */
    public record Summary(
            UUID id,
            UUID callbackId,
            UUID customerId,
            String customerName,
            @Nullable String campaign,
            @Nullable String campaignName,
            @Nullable String number,
            String kind,
            String channel,
            String language,
            String subject,
            String body,
            String state,
            Instant stateSince,
            Instant createdAt,
            @Nullable Instant validUntil,
            @Nullable Instant nextTryAt,
            int tries,
            @Nullable String gateway,
            @Nullable Integer segments,
            @Nullable String problem) {}

    public record Event(Instant at, String kind, JsonObject detail) {}

    public record Detail(Summary message, List<Event> events) {}

    /** @param wishedAt only where the text leaves no doubt */
    public record Reply(
            UUID id,
            Instant at,
            String gateway,
            @Nullable UUID customerId,
            @Nullable String customerName,
            @Nullable UUID callbackId,
            String text,
            String meaning,
            @Nullable Instant wishedAt,
            @Nullable Instant handledAt) {}

    /** Newest first. */
    public Future<List<Summary>> list(
            UUID orgId,
            @Nullable List<String> states,
            @Nullable String campaign,
            @Nullable UUID callback,
            @Nullable Place after,
            int limit) {
        return database.pool()
                .preparedQuery(SELECT + " WHERE m.org_id = $1 AND ($2::text[] IS NULL OR m.state = ANY ($2))"
                        + " AND ($3::text IS NULL OR p.code = $3) AND ($4::uuid IS NULL OR m.callback_id = $4)"
                        + " AND ($5::timestamptz IS NULL OR (m.created_at, m.id) < ($5, $6))"
                        + " ORDER BY m.created_at DESC, m.id DESC LIMIT $7")
                .execute(Tuple.of(orgId)
                        .addArrayOfString(states == null ? null : states.toArray(String[]::new))
                        .addString(campaign)
                        .addUUID(callback)
                        .addValue(after == null ? null : Times.at(after.at()))
                        .addUUID(after == null ? null : after.id())
                        .addInteger(limit))
                .map(rows -> {
                    var list = new ArrayList<Summary>();
                    rows.forEach(row -> list.add(summary(row)));
                    return list;
                });
    }

    /** @throws Refusal (as failure) when the organisation has no such message */
    public Future<Detail> get(UUID orgId, UUID id) {
        return database.pool()
                .preparedQuery(SELECT + " WHERE m.org_id = $1 AND m.id = $2")
                .execute(Tuple.of(orgId, id))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("id", id));
                    }
                    Summary summary = summary(found.next());
                    return events(id).map(events -> new Detail(summary, events));
                });
    }

    private Future<List<Event>> events(UUID id) {
        return database.pool()
                .preparedQuery("SELECT at, kind, detail FROM message_event WHERE message_id = $1 ORDER BY at, id")
                .execute(Tuple.of(id))
                .map(rows -> {
                    var events = new ArrayList<Event>();
                    rows.forEach(row -> events.add(
                            new Event(Times.instant(row, "at"), row.getString("kind"), row.getJsonObject("detail"))));
                    return events;
                });
    }

    /** @param open only those that nobody has ticked off */
    public Future<List<Reply>> replies(
            UUID orgId, boolean open, @Nullable UUID callback, @Nullable Place after, int limit) {
        OffsetDateTime at = after == null ? null : Times.at(after.at());
        return database.pool()
                .preparedQuery(
                        "SELECT r.*, u.name AS customer_name FROM message_reply r"
                                + " LEFT JOIN customer u ON u.id = r.customer_id WHERE r.org_id = $1"
                                + " AND (NOT $2 OR r.handled_at IS NULL) AND ($3::uuid IS NULL OR r.callback_id = $3)"
                                + " AND ($4::timestamptz IS NULL OR (r.at, r.id) < ($4, $5)) ORDER BY r.at DESC, r.id DESC LIMIT $6")
                .execute(Tuple.of(orgId, open)
                        .addUUID(callback)
                        .addValue(at)
                        .addUUID(after == null ? null : after.id())
                        .addInteger(limit))
                .map(rows -> {
                    var list = new ArrayList<Reply>();
                    rows.forEach(row -> list.add(new Reply(
                            row.getUUID("id"),
                            Times.instant(row, "at"),
                            row.getString("gateway"),
                            row.getUUID("customer_id"),
                            row.getString("customer_name"),
                            row.getUUID("callback_id"),
                            row.getString("text"),
                            row.getString("meaning"),
                            Times.instantOrNull(row, "wished_at"),
                            Times.instantOrNull(row, "handled_at"))));
                    return list;
                });
    }

    private static Summary summary(Row row) {
        String number = row.getString("e164");
        return new Summary(
                row.getUUID("id"),
                row.getUUID("callback_id"),
                row.getUUID("customer_id"),
                row.getString("customer_name"),
                row.getString("campaign"),
                row.getString("campaign_name"),
                number == null ? null : PhoneNumber.masked(number),
                row.getString("kind"),
                row.getString("channel"),
                row.getString("language"),
                row.getString("subject"),
                row.getString("body"),
                row.getString("state"),
                Times.instant(row, "state_since"),
                Times.instant(row, "created_at"),
                Times.instantOrNull(row, "valid_until"),
                Times.instantOrNull(row, "next_try_at"),
                row.getInteger("tries"),
                row.getString("gateway"),
                row.getInteger("segments"),
                row.getString("problem"));
    }
}
