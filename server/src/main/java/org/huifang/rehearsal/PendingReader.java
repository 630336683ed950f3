package org.huifang.rehearsal;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.callback.Contacts;
import org.huifang.callback.DialCounts;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.Tried;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;

/** Reads the waiting callbacks of a campaign, some thousand rows at a time, and keeps only what a rehearsal needs. */
final class PendingReader {
    private static final int AT_MOST = 500_000;
    private static final int ROWS_AT_A_TIME = 2_000;
    /** Waits that only the window caused; a retry's delay is kept. */
    private static final Set<String> FREE = Set.of("PLANNED", "NOT_BEFORE", "OUTSIDE_WINDOW", "RULES_CHANGED");

    private final ZoneId own;
    private final Contacts.Organisation limits;
    private final Contacts neverCalled;
    private final BooleanSupplier cancelled;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<PlaceKey, Integer> placeOf = new HashMap<>();
    private final List<Contacts> numbers = new ArrayList<>();
    private final Map<Buffer, Integer> numberOf = new HashMap<>();
    private final Map<Tried, Tried> triedAlike = new HashMap<>();

    private PendingReader(ZoneId own, Contacts.Organisation limits, BooleanSupplier cancelled) {
        this.own = own;
        this.limits = limits;
        this.neverCalled = new Contacts(DialCounts.NONE, DialCounts.NONE, limits, 0, null);
        this.cancelled = cancelled;
    }

    static Future<Found> read(
            Database database, UUID campaign, ZoneId own, Contacts.Organisation limits, BooleanSupplier cancelled) {
        var reader = new PendingReader(own, limits, cancelled);
        return database.<Found>transaction(connection -> connection
                .prepare(RehearsalSql.PENDING)
                .compose(statement -> {
                    Cursor cursor = statement.cursor(Tuple.of(campaign));
                    return reader.rest(cursor)
                            .eventually(() -> cursor.close())
                            .eventually(() -> statement.close())
                            .map(done -> new Found(reader.pending, reader.places, reader.numbers));
                }));
    }

    private Future<Void> rest(Cursor cursor) {
        return cursor.read(ROWS_AT_A_TIME).compose((RowSet<Row> rows) -> {
            if (cancelled.getAsBoolean()) {
                return Future.failedFuture(new CancellationException());
            }
            rows.forEach(this::take);
            if (pending.size() > AT_MOST) {
                return Future.failedFuture(
                        Refusal.conflict("pending", "more than " + AT_MOST, Remedy.TOO_MANY_PENDING.with(AT_MOST)));
            }
            return cursor.hasMore() ? rest(cursor) : Future.succeededFuture();
        });
    }

    private void take(Row row) {
        pending.add(new Pending(
                row.getUUID(0),
                number(row),
                place(row.getString(11), row.getArrayOfStrings(12)),
                row.getBoolean(1),
                FREE.contains(row.getString(2)),
                seconds(row.getOffsetDateTime(3), 0),
                seconds(row.getOffsetDateTime(4), 0),
                seconds(row.getOffsetDateTime(5), Pending.NEVER),
                seconds(row.getOffsetDateTime(6), Pending.NO_DEADLINE),
                row.getInteger(7),
                row.getInteger(8),
                tried(row)));
    }

    private record PlaceKey(@Nullable String zone, List<String> ownSlots) {}

    private int place(@Nullable String zone, String[] ownSlots) {
        return placeOf.computeIfAbsent(new PlaceKey(zone, List.of(ownSlots)), key -> {
            places.add(new Place(zone == null ? own : ZoneId.of(zone), OwnSlots.read(ownSlots)));
            return places.size() - 1;
        });
    }

    /** Callbacks on the same number share its limits. */
    private int number(Row row) {
        return numberOf.computeIfAbsent(row.getBuffer(13), key -> {
            numbers.add(row.getLocalDate(14) == null ? neverCalled : Contacts.read(row, limits));
            return numbers.size() - 1;
        });
    }

    private Tried tried(Row row) {
        String[] bands = row.getArrayOfStrings(10);
        if (row.getLocalDate(9) == null && bands.length == 0) {
            return Tried.NOTHING;
        }
        Tried read = Tried.read(row.getLocalDate(9), bands);
        Tried alike = triedAlike.putIfAbsent(read, read);
        return alike == null ? read : alike;
    }

    private static long seconds(@Nullable OffsetDateTime at, long none) {
        return at == null ? none : at.toEpochSecond();
    }
}
