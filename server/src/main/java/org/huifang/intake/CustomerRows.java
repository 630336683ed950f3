package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.customer.CustomerBatch;
import org.huifang.customer.CustomerDraft;
import org.huifang.identity.OrgUnits.OrgUnit;
import org.jspecify.annotations.Nullable;

/** Customers: {@code ref,name,phone1…phone9,language,dialect,zone,seller} and {@code attr.<name>}. */
final class CustomerRows implements RowKind<CustomerDraft> {
    private static final String ATTRIBUTE = "attr.";
    private static final List<String> PHONES =
            IntStream.rangeClosed(1, 9).mapToObj(i -> "phone" + i).toList();
    private static final Set<String> KNOWN = Stream.concat(
                    PHONES.stream(), Stream.of("ref", "name", "language", "dialect", "zone", "seller"))
            .collect(Collectors.toUnmodifiableSet());

    private final CustomerBatch batch;

    CustomerRows(CustomerBatch batch) {
        this.batch = batch;
    }

    @Override
    public String name() {
        return "CUSTOMERS";
    }

    @Override
    public Set<String> neededColumns() {
        return Set.of("ref", "name", "phone1");
    }

    @Override
    public Set<String> knownColumns() {
        return KNOWN;
    }

    @Override
    public String freePrefix() {
        return ATTRIBUTE;
    }

    @Override
    public CustomerDraft read(CsvLine line, OrgUnit unit) {
        var phones = new ArrayList<String>();
        for (String column : PHONES) {
            String phone = line.get(column);
            if (phone != null) {
                phones.add(phone);
            }
        }
        return CustomerDraft.check(
                new CustomerDraft.Given(
                        line.get("ref"),
                        line.get("name"),
                        phones,
                        line.get("language"),
                        line.get("dialect"),
                        line.get("zone"),
                        line.get("seller"),
                        attributes(line)),
                unit.country());
    }

    private static Map<String, String> attributes(CsvLine line) {
        var attributes = new HashMap<String, String>();
        for (String column : line.columns().keySet()) {
            String value = column.startsWith(ATTRIBUTE) ? line.get(column) : null;
            if (value != null) {
                if (value.length() > 500 || value.indexOf('\0') >= 0) {
                    throw Refusal.invalid(column, null, Remedy.LONG_OR_NUL.with(500));
                }
                attributes.put(column.substring(ATTRIBUTE.length()), value);
            }
        }
        return attributes;
    }

    @Override
    public String key(CustomerDraft row) {
        return row.ref();
    }

    @Override
    public Future<List<Fate>> store(
            SqlConnection transaction, OrgUnit unit, @Nullable UUID userId, List<CustomerDraft> rows) {
        return batch.store(transaction, unit.id(), rows)
                .map(stored -> rows.stream()
                        .<Fate>map(row -> {
                            UUID id = stored.ids().get(row.ref());
                            return id != null && stored.created().contains(id)
                                    ? new Fate.Created()
                                    : id != null && stored.changed().contains(id)
                                            ? new Fate.Changed()
                                            : new Fate.Same();
                        })
                        .toList());
    }
}
