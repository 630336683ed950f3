package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.callback.CallbackBatch;
import org.huifang.callback.CallbackDraft;
import org.huifang.identity.OrgUnits.OrgUnit;
import org.jspecify.annotations.Nullable;

/** Callbacks: {@code campaign,customer,occasion,not_before,deadline}; times without zone are the organisation's. */
final class CallbackRows implements RowKind<CallbackDraft> {
    private static final Set<String> NEEDED = Set.of("campaign", "customer", "occasion");
    private static final Set<String> KNOWN = Set.of("campaign", "customer", "occasion", "not_before", "deadline");

    private final CallbackBatch batch;

    CallbackRows(CallbackBatch batch) {
        this.batch = batch;
    }

    @Override
    public String name() {
        return "CALLBACKS";
    }

    @Override
    public Set<String> neededColumns() {
        return NEEDED;
    }

    @Override
    public Set<String> knownColumns() {
        return KNOWN;
    }

    @Override
    public @Nullable String freePrefix() {
        return null;
    }

    @Override
    public CallbackDraft read(CsvLine line, OrgUnit unit) {
        return new CallbackDraft(
                line.need("campaign"),
                line.need("customer"),
                line.need("occasion"),
                time(line, "not_before", unit.zone()),
                time(line, "deadline", unit.zone()));
    }

    private static @Nullable Instant time(CsvLine line, String column, ZoneId zone) {
        String text = line.get(column);
        if (text == null) {
            return null;
        }
        String iso = text.replace(' ', 'T').replace('/', '-');
        try {
            if (iso.matches("\\d{4}-\\d\\d-\\d\\d")) {
                return LocalDate.parse(iso).atStartOfDay(zone).toInstant();
            }
            return iso.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.invalid(column, text, Remedy.TIME_WRITTEN.with());
        }
    }

    @Override
    public String key(CallbackDraft row) {
        return row.campaign() + "\0" + row.customer() + "\0" + row.occasion();
    }

    @Override
    public Future<List<Fate>> store(
            SqlConnection transaction, OrgUnit unit, @Nullable UUID userId, List<CallbackDraft> rows) {
        return batch.create(transaction, unit.id(), rows)
                .map(results -> results.stream()
                        .<Fate>map(result -> result.refusal() != null
                                ? new Fate.Refused(result.refusal())
                                : result.created() ? new Fate.Created() : new Fate.Same())
                        .toList());
    }
}
