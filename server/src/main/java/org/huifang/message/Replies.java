package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.Refusal;
import org.huifang.customer.Consents;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.NumberStops;
import org.huifang.customer.PhoneNumber;
import org.huifang.customer.PhoneNumbers;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.message.gateway.Inbound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What customers write back: stored with the callback that they were written to about. A stop (R42) holds from the same
 * commit on, for the number and for SMS, in every organisation that has the number.
 */
final class Replies {
    private static final Logger log = LoggerFactory.getLogger(Replies.class);
    private static final int LONGEST = 2_000;
    /** A gateway that gives no ids repeats what it was not thanked for in time. */
    private static final Duration REPETITION = Duration.ofMinutes(5);

    private static final String ABOUT = """
            (SELECT m.org_id, m.customer_id, m.callback_id, coalesce(u.zone, o.zone) AS zone, 0 AS rank, m.state_since AS at
             FROM message_outbox m JOIN customer u ON u.id = m.customer_id JOIN org_unit o ON o.id = m.org_id
             WHERE m.number_key = $1 ORDER BY m.state_since DESC LIMIT 1)
            UNION ALL
            (SELECT p.org_id, p.customer_id, c.id, coalesce(u.zone, o.zone), 1, c.created_at
             FROM org_unit o JOIN customer_phone p ON p.org_id = o.id AND p.number_key = $1
             JOIN customer u ON u.id = p.customer_id LEFT JOIN callback c ON c.customer_id = u.id
             ORDER BY c.created_at DESC NULLS LAST LIMIT 1)
            UNION ALL
            (SELECT o.id, NULL, NULL, o.zone, 2, o.created_at FROM org_unit o ORDER BY o.created_at LIMIT 1)
            ORDER BY rank LIMIT 1
            """;

    private final Database database;
    private final NumberKeys keys;
    private final NumberStops stops;
    private final Consents consents;
    private final MessageNode node;
    private final Clock clock;
    private final Runnable changed;

    Replies(
            Database database,
            NumberKeys keys,
            NumberStops stops,
            Consents consents,
            MessageNode node,
            Clock clock,
            Runnable changed) {
        this.database = database;
        this.keys = keys;
        this.stops = stops;
        this.consents = consents;
        this.node = node;
        this.clock = clock;
        this.changed = changed;
    }

    Future<Void> came(Inbound.Reply reply) {
        Buffer key;
        try {
            key = keys.of(number(reply.from()));
        } catch (Refusal e) {
            log.warn("a reply comes from no number gateway={}", reply.gateway());
            return Future.succeededFuture();
        }
        return database.transaction(connection -> store(connection, reply, key)).onSuccess(done -> {
            CrashPoint.reached("reply-committed");
            changed.run();
        });
    }

    private static PhoneNumber number(String from) {
        try {
            return PhoneNumbers.parse("from", from, "CN");
        } catch (Refusal e) {
            return PhoneNumbers.parse("from", "+" + from, "CN");
        }
    }

    private Future<Void> store(SqlConnection connection, Inbound.Reply reply, Buffer key) {
        Instant now = clock.instant();
        String text = printable(reply.text());
        return connection
                .preparedQuery("SELECT pg_advisory_xact_lock(hashtextextended($1, 8))")
                .execute(Tuple.of(HexFormat.of().formatHex(key.getBytes())))
                .compose(locked -> connection.preparedQuery(ABOUT).execute(Tuple.of(key)))
                .compose(rows -> {
                    Row about = rows.iterator().next();
                    ReplyMeaning meaning = ReplyMeaning.of(text, ZoneId.of(about.getString("zone")), now);
                    return insert(connection, reply, key, text, about, meaning, now)
                            .onSuccess(isNew -> CrashPoint.reached("reply-stored"))
                            .compose(isNew -> isNew && meaning.kind() == ReplyMeaning.Kind.STOP
                                    ? stop(connection, key, about.getUUID("org_id"))
                                    : Future.succeededFuture());
                });
    }

    private Future<Boolean> insert(
            SqlConnection connection,
            Inbound.Reply reply,
            Buffer key,
            String text,
            Row about,
            ReplyMeaning meaning,
            Instant now) {
        return connection
                .preparedQuery("INSERT INTO message_reply (id, org_id, at, gateway, gateway_message_id, number_key,"
                        + " customer_id, callback_id, text, meaning, wished_at)"
                        + " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE $5::text IS NOT NULL OR NOT EXISTS ("
                        + " SELECT FROM message_reply WHERE org_id = $2 AND at > $12 AND gateway = $4 AND number_key = $6"
                        + " AND text = $9) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(Ids.next(), about.getUUID("org_id"), Times.at(now), reply.gateway())
                        .addString(reply.id())
                        .addBuffer(key)
                        .addUUID(about.getUUID("customer_id"))
                        .addUUID(about.getUUID("callback_id"))
                        .addString(text)
                        .addString(meaning.kind().name())
                        .addValue(Times.atOrNull(meaning.wishedAt()))
                        .addValue(Times.at(now.minus(REPETITION))))
                .map(inserted -> inserted.rowCount() == 1);
    }

    /** The number is stopped before anything else; customers are gone through in one order. */
    private Future<Void> stop(SqlConnection connection, Buffer key, UUID firstOrg) {
        String actor = "node:" + node.name();
        return connection
                .preparedQuery("SELECT o.id FROM org_unit o WHERE o.id = $2 OR EXISTS (SELECT FROM number_ledger n"
                        + " WHERE n.org_id = o.id AND n.number_key = $1) ORDER BY o.id")
                .execute(Tuple.of(key, firstOrg))
                .compose(orgs -> {
                    Future<Void> done = Future.succeededFuture();
                    for (Row org : orgs) {
                        done = done.compose(
                                before -> stops.stop(connection, org.getUUID(0), actor, key, "the customer wrote STOP")
                                        .mapEmpty());
                    }
                    return done;
                })
                .compose(stopped -> connection
                        .preparedQuery("SELECT DISTINCT p.org_id, p.customer_id FROM org_unit o JOIN customer_phone p"
                                + " ON p.org_id = o.id AND p.number_key = $1 ORDER BY p.customer_id")
                        .execute(Tuple.of(key)))
                .compose(customers -> {
                    Future<Void> done = Future.succeededFuture();
                    for (Row customer : customers) {
                        done = done.compose(before -> consents.set(
                                connection,
                                new Consents.Change(
                                        customer.getUUID(0),
                                        customer.getUUID(1),
                                        Consents.Channel.SMS,
                                        true,
                                        "the customer wrote STOP",
                                        Consents.Source.REPLY),
                                actor));
                    }
                    return done;
                });
    }

    private static String printable(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}&&[^\n]]+", " ").strip();
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
    }
}
