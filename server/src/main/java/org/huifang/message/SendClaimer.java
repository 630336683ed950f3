package org.huifang.message;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.huifang.campaign.MessageChannel;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.message.gateway.Gateway;
import org.huifang.message.gateway.Gateways;
import org.huifang.message.gateway.MailAddress;
import org.huifang.message.gateway.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * Takes one message out of the queue in one transaction: locks it, the customer and the numbers, checks stops and refusals
 * (R42), chooses the channel and commits the try before any gateway hears of it.
 */
final class SendClaimer {
    private static final Duration WITHOUT_GATEWAY = Duration.ofSeconds(60);

    private final Database database;
    private final Gateways gateways;
    private final MessageNode node;
    private final History history;
    private final Clock clock;

    SendClaimer(Database database, Gateways gateways, MessageNode node, History history, Clock clock) {
        this.database = database;
        this.gateways = gateways;
        this.node = node;
        this.history = history;
        this.clock = clock;
    }

    /** @param attempted null: it went another way than to a gateway, or stays */
    record Taken(boolean found, @Nullable Attempted attempted) {}

    private record Way(
            MessageChannel channel,
            @Nullable Gateway gateway,
            String to,
            @Nullable Buffer number) {}

    /** What one message has: ways in order, and why the others are none. */
    private static final class Ways {
        final List<Way> possible = new ArrayList<>();
        final List<String> closed = new ArrayList<>();
        boolean refused;
        boolean noGateway;
    }

    /**
     * @param channels to look at
     * @param hasRoom whether one more may be submitted to a gateway now
     */
    Future<Taken> next(Set<MessageChannel> channels, Predicate<Gateway> hasRoom) {
        Instant now = clock.instant();
        return database.transaction(connection -> connection
                .preparedQuery(SendSql.CANDIDATE)
                .execute(Tuple.of(Times.at(now)).addArrayOfString(MessageText.names(List.copyOf(channels))))
                .compose(rows -> {
                    var found = rows.iterator();
                    return found.hasNext()
                            ? take(connection, found.next(), now, hasRoom)
                            : Future.succeededFuture(new Taken(false, null));
                }));
    }

    private Future<Taken> take(SqlConnection connection, Row row, Instant now, Predicate<Gateway> hasRoom) {
        if (!Times.instant(row, "valid_until").isAfter(now)) {
            return end(connection, row, now, "EXPIRED", "it could not be sent in time");
        }
        return ways(connection, row).compose(ways -> {
            if (ways.possible.isEmpty()) {
                String why = String.join("; ", ways.closed);
                return ways.noGateway
                        ? later(connection, row, now, why)
                        : end(connection, row, now, ways.refused ? "CANCELLED" : "FAILED", why);
            }
            Way way = ways.possible.get(0);
            if (way.gateway() == null) {
                return task(connection, row, now, way.channel());
            }
            if (!hasRoom.test(way.gateway())) {
                // Another channel than the one that was asked for, and it is full: it waits there.
                return connection
                        .preparedQuery("UPDATE message_outbox SET channel = $2 WHERE id = $1")
                        .execute(Tuple.of(row.getUUID("id"), way.channel().name()))
                        .map(moved -> new Taken(true, null));
            }
            return sending(connection, row, now, way.gateway(), way);
        });
    }

    private Future<Ways> ways(SqlConnection connection, Row row) {
        UUID customer = row.getUUID("customer_id");
        // Numbers before the customer, as a stop that comes by reply locks them.
        return connection
                .preparedQuery(SendSql.PHONES)
                .execute(Tuple.of(customer, row.getShort("phone_position")))
                .compose(phones -> connection
                        .preparedQuery(SendSql.CUSTOMER)
                        .execute(Tuple.of(customer))
                        .compose(found -> {
                            String email = found.iterator().next().getString("email");
                            return connection
                                    .preparedQuery(SendSql.REFUSED)
                                    .execute(Tuple.of(customer))
                                    .map(consents -> {
                                        var refused = new HashSet<String>();
                                        consents.forEach(consent -> refused.add(consent.getString(0)));
                                        return open(row, refused, email, phones);
                                    });
                        }));
    }

    private Ways open(Row row, Set<String> refused, @Nullable String email, Iterable<Row> phones) {
        var ways = new Ways();
        for (MessageChannel channel : left(row)) {
            if (refused.contains(channel.name())) {
                ways.refused = true;
                ways.closed.add(channel + " refused by the customer");
            } else {
                add(ways, channel, email, phones);
            }
        }
        return ways;
    }

    private void add(Ways ways, MessageChannel channel, @Nullable String email, Iterable<Row> phones) {
        switch (channel) {
            case SMS -> {
                Row open = null;
                boolean stopped = false;
                for (Row phone : phones) {
                    if (phone.getOffsetDateTime("stopped_at") != null) {
                        stopped = true;
                    } else if (open == null) {
                        open = phone;
                    }
                }
                if (stopped) {
                    // One stopped number speaks for the customer: no other of theirs is written to instead.
                    ways.refused = true;
                    ways.closed.add("SMS: the number is stopped");
                } else if (open == null) {
                    ways.closed.add("SMS: no mobile number");
                } else {
                    byGateway(ways, channel, open.getString("e164"), open.getBuffer("number_key"));
                }
            }
            case EMAIL -> {
                if (email != null && MailAddress.isOne(email)) {
                    byGateway(ways, channel, email, null);
                } else {
                    ways.closed.add("EMAIL: no address that can be used");
                }
            }
            case LETTER, VISIT -> ways.possible.add(new Way(channel, null, "", null));
        }
    }

    private void byGateway(Ways ways, MessageChannel channel, String to, @Nullable Buffer number) {
        gateways.of(channel)
                .ifPresentOrElse(gateway -> ways.possible.add(new Way(channel, gateway, to, number)), () -> {
                    ways.noGateway = true;
                    ways.closed.add(channel + ": no gateway is set up");
                });
    }

    /** Those before the row's own have been tried. */
    private static List<MessageChannel> left(Row row) {
        List<String> order = Arrays.asList(row.getArrayOfStrings("channels"));
        int at = Math.max(0, order.indexOf(row.getString("channel")));
        return order.subList(at, order.size()).stream()
                .map(MessageChannel::valueOf)
                .toList();
    }

    private Future<Taken> sending(SqlConnection connection, Row row, Instant now, Gateway gateway, Way way) {
        UUID id = row.getUUID("id");
        UUID tryId = Ids.next();
        int segments = way.channel() == MessageChannel.SMS
                ? SmsSegments.of(row.getString("body")).count()
                : 0;
        return connection
                .preparedQuery(SendSql.SENDING)
                .execute(Tuple.of(id, tryId, gateway.name(), way.channel().name(), node.id())
                        .addLong(node.epoch())
                        .addBuffer(way.number())
                        .addInteger(segments)
                        .addValue(Times.at(now)))
                .compose(moved -> moved.rowCount() == 0
                        ? Future.<Taken>failedFuture(new IllegalStateException("the lease of this server has ended"))
                        : history.note(
                                        connection,
                                        id,
                                        row.getUUID("org_id"),
                                        "SENDING",
                                        new JsonObject()
                                                .put("try", tryId.toString())
                                                .put("gateway", gateway.name())
                                                .put("channel", way.channel().name())
                                                .put("node", node.name()))
                                .map(noted -> new Taken(
                                        true,
                                        new Attempted(
                                                row.getUUID("org_id"),
                                                gateway,
                                                new Outgoing(
                                                        id,
                                                        tryId,
                                                        way.to(),
                                                        row.getString("language"),
                                                        row.getString("subject"),
                                                        row.getString("body")),
                                                way.channel(),
                                                left(row),
                                                row.getInteger("tries") + 1,
                                                System.nanoTime()))));
    }

    private Future<Taken> task(SqlConnection connection, Row row, Instant now, MessageChannel channel) {
        return move(connection, row, now, "TASK", null, channel.name(), null);
    }

    private Future<Taken> end(SqlConnection connection, Row row, Instant now, String state, String why) {
        return move(connection, row, now, state, why, row.getString("channel"), null);
    }

    private Future<Taken> later(SqlConnection connection, Row row, Instant now, String why) {
        Instant next = now.plus(WITHOUT_GATEWAY);
        if (why.equals(row.getString("problem"))) {
            return connection
                    .preparedQuery("UPDATE message_outbox SET next_try_at = $2 WHERE id = $1")
                    .execute(Tuple.of(row.getUUID("id"), Times.at(next)))
                    .map(moved -> new Taken(true, null));
        }
        return move(connection, row, now, "WAITING", why, row.getString("channel"), next);
    }

    private Future<Taken> move(
            SqlConnection connection,
            Row row,
            Instant now,
            String state,
            @Nullable String why,
            String channel,
            @Nullable Instant next) {
        return connection
                .preparedQuery(SendSql.MOVE)
                .execute(Tuple.of(row.getUUID("id"), state, why, Times.at(now), channel)
                        .addValue(Times.atOrNull(next)))
                .compose(moved -> history.note(
                        connection,
                        row.getUUID("id"),
                        row.getUUID("org_id"),
                        state,
                        new JsonObject().put("channel", channel).put("why", why == null ? "" : why)))
                .map(noted -> new Taken(true, null));
    }
}
