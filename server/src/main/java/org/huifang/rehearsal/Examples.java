package org.huifang.rehearsal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.db.Database;
import org.jspecify.annotations.Nullable;

/** The first callbacks of each reason to fall out, with their customers' names. */
final class Examples {
    private static final int OF_EACH_REASON = 10;

    private Examples() {}

    static List<DryRunReport.Example> pick(List<Pending> pending, Lives before, Lives after) {
        var caused = new EnumMap<FallOut, List<DryRunReport.Example>>(FallOut.class);
        var others = new EnumMap<FallOut, List<DryRunReport.Example>>(FallOut.class);
        for (int i = 0; i < pending.size(); i++) {
            FallOut why = DayBook.fallOut(after, i);
            if (why == null) {
                continue;
            }
            boolean isCaused = DayBook.fallOut(before, i) == null;
            var list = (isCaused ? caused : others).computeIfAbsent(why, none -> new ArrayList<>());
            if (list.size() < OF_EACH_REASON) {
                Pending one = pending.get(i);
                list.add(new DryRunReport.Example(one.id(), why, isCaused, deadline(one), null, null));
            }
        }
        var all = new ArrayList<DryRunReport.Example>();
        for (FallOut why : FallOut.values()) {
            var both = new ArrayList<>(caused.getOrDefault(why, List.of()));
            both.addAll(others.getOrDefault(why, List.of()));
            all.addAll(both.subList(0, Math.min(OF_EACH_REASON, both.size())));
        }
        return all;
    }

    static Future<DryRunReport> named(Database database, DryRunReport report) {
        if (report.examples().isEmpty()) {
            return Future.succeededFuture(report);
        }
        UUID[] ids =
                report.examples().stream().map(DryRunReport.Example::callbackId).toArray(UUID[]::new);
        return database.pool()
                .preparedQuery("SELECT c.id, u.name, u.external_ref FROM callback c"
                        + " JOIN customer u ON u.id = c.customer_id WHERE c.id = ANY ($1)")
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .map(rows -> {
                    Map<UUID, Row> byId = new HashMap<>();
                    rows.forEach(row -> byId.put(row.getUUID(0), row));
                    return new DryRunReport(
                            report.at(),
                            report.zone(),
                            report.pending(),
                            report.moved(),
                            report.agents(),
                            report.overDialLeftOut(),
                            report.basis(),
                            report.before(),
                            report.after(),
                            report.examples().stream()
                                    .map(example -> named(example, byId.get(example.callbackId())))
                                    .toList());
                });
    }

    private static DryRunReport.Example named(DryRunReport.Example example, @Nullable Row row) {
        return row == null
                ? example
                : new DryRunReport.Example(
                        example.callbackId(),
                        example.reason(),
                        example.caused(),
                        example.deadline(),
                        row.getString(1),
                        row.getString(2));
    }

    private static @Nullable Instant deadline(Pending one) {
        return one.deadline() == Pending.NO_DEADLINE ? null : Instant.ofEpochSecond(one.deadline());
    }
}
