package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.identity.OrgUnits.OrgUnit;
import org.huifang.planning.EventBatch;
import org.huifang.planning.EventDraft;
import org.jspecify.annotations.Nullable;

/** Events: {@code type,customer,key,date} and {@code attr.<name>}. */
final class EventRows implements RowKind<EventDraft> {
    private static final String ATTRIBUTE = "attr.";
    private static final Set<String> COLUMNS = Set.of("type", "customer", "key", "date");

    private final EventBatch batch;

    EventRows(EventBatch batch) {
        this.batch = batch;
    }

    @Override
    public String name() {
        return "EVENTS";
    }

    @Override
    public Set<String> neededColumns() {
        return COLUMNS;
    }

    @Override
    public Set<String> knownColumns() {
        return COLUMNS;
    }

    @Override
    public String freePrefix() {
        return ATTRIBUTE;
    }

    @Override
    public EventDraft read(CsvLine line, OrgUnit unit) {
        var attributes = new JsonObject();
        for (String column : line.columns().keySet()) {
            String value = column.startsWith(ATTRIBUTE) ? line.get(column) : null;
            if (value != null) {
                attributes.put(column.substring(ATTRIBUTE.length()), value);
            }
        }
        return new EventDraft(
                line.need("type").toUpperCase(Locale.ROOT),
                line.need("customer"),
                line.need("key"),
                date(line.need("date")),
                attributes);
    }

    private static LocalDate date(String text) {
        try {
            return text.matches("\\d{8}")
                    ? LocalDate.of(
                            Integer.parseInt(text.substring(0, 4)),
                            Integer.parseInt(text.substring(4, 6)),
                            Integer.parseInt(text.substring(6)))
                    : LocalDate.parse(text.replace('/', '-').replace('.', '-'));
        } catch (DateTimeException e) {
            throw Refusal.invalid("date", text, Remedy.DATE_WRITTEN.with());
        }
    }

    @Override
    public String key(EventDraft row) {
        return row.type() + "\0" + row.customer() + "\0" + row.key();
    }

    @Override
    public Future<List<Fate>> store(
            SqlConnection transaction, OrgUnit unit, @Nullable UUID userId, List<EventDraft> rows) {
        return batch.store(transaction, unit.id(), rows)
                .map(results -> results.stream().map(EventRows::fate).toList());
    }

    private static Fate fate(EventBatch.Result result) {
        return switch (result.fate()) {
            case CREATED -> new Fate.Created();
            case CHANGED -> new Fate.Changed();
            case SAME -> new Fate.Same();
            case REFUSED -> new Fate.Refused(java.util.Objects.requireNonNull(result.refusal()));
        };
    }
}
