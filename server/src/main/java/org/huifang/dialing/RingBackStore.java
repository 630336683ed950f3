package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.callback.CallbackState;
import org.huifang.callback.DueNotice;
import org.huifang.callback.SlotPlanner;
import org.huifang.callback.WaitReason;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.Tried;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.PhoneNumber;
import org.huifang.customer.PhoneNumbers;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/** Customers who ring us, in the database: whom a number belongs to, and what became of calls that nobody took. */
final class RingBackStore {
    private static final int LONGEST_CALLER = 40;

    /** A number as one organisation reads it. */
    private record Reading(
            UUID org,
            UUID trunk,
            @Nullable PhoneNumber number,
            @Nullable Buffer key) {}

    /** @param of whom; null: of no customer of theirs */
    private record Match(
            Reading reading,
            @Nullable UUID customer,
            @Nullable UUID callback,
            @Nullable CampaignRules rules) {}

    private final Database database;
    private final Clock clock;
    private final NodeLease lease;
    private final NumberKeys keys;
    private final RulesCache rules;
    private final WorkingDays workingDays;

    RingBackStore(
            Database database,
            Clock clock,
            NodeLease lease,
            NumberKeys keys,
            RulesCache rules,
            WorkingDays workingDays) {
        this.database = database;
        this.clock = clock;
        this.lease = lease;
        this.keys = keys;
        this.rules = rules;
        this.workingDays = workingDays;
    }

    /**
     * Puts a call on file.
     *
     * @param trunk the endpoint that it came in by: its organisation is asked (R44)
     * @param caller unchecked
     * @return empty: it was on file and is decided
     * @throws Refusal (as failure) when no organisation has that trunk
     */
    Future<Optional<RingBack>> open(String channel, String trunk, String caller, Instant at) {
        return database.transaction(connection -> connection
                .preparedQuery(RingBackSql.TRUNKS)
                .execute(Tuple.of(trunk))
                .compose(rows -> match(connection, readings(rows, caller), 0, at, new ArrayList<>()))
                .compose(match -> insert(connection, channel, match, at)));
    }

    /** Calls that ring as far as the database knows. */
    Future<List<RingBack>> ringing() {
        return database.pool()
                .preparedQuery(RingBackSql.RINGING)
                .execute(Tuple.of(lease.id()))
                .compose(rows -> {
                    var found = new ArrayList<Future<RingBack>>();
                    rows.forEach(row -> found.add(read(row)));
                    return Future.all(found).map(all -> all.<RingBack>list());
                });
    }

    /**
     * Nobody took it: on file with its reason, and where we owe the customer a call, the callback is called first of all in the
     * next window, in one transaction.
     *
     * @return when the customer is called; empty: not because of this, or it was decided before
     */
    Future<Optional<Instant>> missed(RingBack ring, RingBack.Missed why, Instant endedAt) {
        boolean owed = why.owed() && ring.callback() != null && ring.callsBack();
        return database.transaction(connection -> (owed
                        ? lock(connection, ring)
                        : Future.succeededFuture(Optional.<Row>empty()))
                .compose(callback -> connection
                        .preparedQuery(RingBackSql.MISSED)
                        .execute(Tuple.of(ring.id(), why.name(), Times.at(endedAt)))
                        .compose(rows -> rows.size() == 0 || callback.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : callBack(connection, ring, callback.get()))));
    }

    /** Locks number and callback; empty: it cannot be taken now. */
    static Future<Optional<Row>> lock(SqlConnection connection, RingBack ring) {
        return connection
                .preparedQuery(RingBackSql.LOCK)
                .execute(Tuple.of(ring.callback(), ring.numberKey(), ring.trunk()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next()));
    }

    static ZoneId zone(Row row) {
        String own = row.getString("zone");
        return ZoneId.of(own == null ? row.getString("org_zone") : own);
    }

    /** Those of the campaign now, with the customer's own windows. */
    Future<CampaignRules> rulesOf(SqlConnection connection, Row row) {
        return rules.get(connection, row.getUUID("campaign_id"), row.getInteger("current_version"))
                .map(found -> found.withWindows(OwnSlots.read(row.getArrayOfStrings("own_slots"))));
    }

    private Future<Optional<Instant>> callBack(SqlConnection connection, RingBack ring, Row callback) {
        if (callback.getBoolean("appointment") && callback.getString("state").equals("WAITING")) {
            // What was agreed with the customer stays (R36).
            return again(connection, ring, Times.instant(callback, "next_at"));
        }
        return rulesOf(connection, callback).compose(found -> {
            Instant now = clock.instant();
            CallbackState next = new SlotPlanner(found, zone(callback), workingDays.of(callback.getString("calendar")))
                    .waiting(now, Tried.NOTHING, WaitReason.RANG_US);
            var slot = next instanceof CallbackState.Waiting waiting ? waiting.slot() : null;
            return connection
                    .preparedQuery(RingBackSql.CALL_BACK)
                    .execute(Tuple.of(
                            ring.callback(),
                            Times.at(now),
                            next.code(),
                            next.reasonCode(),
                            slot == null ? null : Times.at(slot.from()),
                            slot == null ? null : Times.at(slot.until())))
                    .compose(done -> slot == null
                            ? Future.succeededFuture(Optional.<Instant>empty())
                            : again(connection, ring, slot.from()))
                    .compose(at -> DueNotice.send(connection).map(at));
        });
    }

    private static Future<Optional<Instant>> again(SqlConnection connection, RingBack ring, Instant at) {
        return connection
                .preparedQuery(RingBackSql.CALL_AGAIN)
                .execute(Tuple.of(ring.id(), Times.at(at)))
                .map(Optional.of(at));
    }

    private List<Reading> readings(RowSet<Row> trunks, String caller) {
        var readings = new ArrayList<Reading>();
        for (Row row : trunks) {
            PhoneNumber number = number(caller, row.getString("country"));
            readings.add(new Reading(
                    row.getUUID("org_id"), row.getUUID("id"), number, number == null ? null : keys.of(number)));
        }
        if (readings.isEmpty()) {
            throw Refusal.of(Refusal.Kind.NOT_FOUND, "No organisation has the trunk by which a call came in.");
        }
        return readings;
    }

    private static @Nullable PhoneNumber number(String caller, String country) {
        if (caller.length() > LONGEST_CALLER) {
            return null;
        }
        try {
            return PhoneNumbers.parse("caller", caller, country);
        } catch (Refusal e) {
            // Withheld, or forged: there is nobody to find by it.
            return null;
        }
    }

    /** The first organisation that has an open callback for it; else one that knows the customer; else the first. */
    private Future<Match> match(
            SqlConnection connection, List<Reading> readings, int index, Instant now, List<Match> known) {
        if (index == readings.size()) {
            return Future.succeededFuture(
                    known.isEmpty() ? new Match(readings.get(0), null, null, null) : known.get(0));
        }
        Reading reading = readings.get(index);
        if (reading.key() == null) {
            return match(connection, readings, index + 1, now, known);
        }
        return connection
                .preparedQuery(RingBackSql.MEANT)
                .execute(Tuple.of(reading.org(), reading.key(), Times.at(now)))
                .compose(rows -> {
                    Row row = rows.size() == 0 ? null : rows.iterator().next();
                    if (row == null) {
                        return match(connection, readings, index + 1, now, known);
                    }
                    if (row.getUUID("callback_id") == null) {
                        known.add(new Match(reading, row.getUUID("customer_id"), null, null));
                        return match(connection, readings, index + 1, now, known);
                    }
                    return rules.get(connection, row.getUUID("campaign_id"), row.getInteger("current_version"))
                            .map(found ->
                                    new Match(reading, row.getUUID("customer_id"), row.getUUID("callback_id"), found));
                });
    }

    private Future<Optional<RingBack>> insert(SqlConnection connection, String channel, Match match, Instant at) {
        Reading by = match.reading();
        var ring = new RingBack(
                Ids.next(),
                channel,
                by.org(),
                by.trunk(),
                at,
                by.key(),
                match.customer(),
                match.callback(),
                match.rules());
        return connection
                .preparedQuery(RingBackSql.OPEN)
                .execute(Tuple.of(ring.id(), ring.org(), ring.trunk(), lease.id(), channel, ring.numberKey())
                        .addString(
                                ring.customer() != null || by.number() == null
                                        ? null
                                        : by.number().e164())
                        .addUUID(ring.customer())
                        .addUUID(ring.callback())
                        .addOffsetDateTime(Times.at(at)))
                .compose(rows -> rows.size() == 1 ? Future.succeededFuture(Optional.of(ring)) : onFile(channel));
    }

    private Future<Optional<RingBack>> onFile(String channel) {
        return ringing()
                .map(all -> all.stream()
                        .filter(ring -> ring.channel().equals(channel))
                        .findFirst());
    }

    private Future<RingBack> read(Row row) {
        UUID campaign = row.getUUID("campaign_id");
        return (campaign == null
                        ? Future.<CampaignRules>succeededFuture()
                        : rules.get(database.pool(), campaign, row.getInteger("current_version")))
                .map(known -> new RingBack(
                        row.getUUID("id"),
                        row.getString("channel"),
                        row.getUUID("org_id"),
                        row.getUUID("trunk_id"),
                        Times.instant(row, "started_at"),
                        row.getBuffer("number_key"),
                        row.getUUID("customer_id"),
                        row.getUUID("callback_id"),
                        known));
    }
}
