package org.huifang.identity;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.db.Database;

/** What an organisation unit presets: where its bare numbers are at home, its zone and calendar. */
public final class OrgUnits {
    private final Database database;

    public OrgUnits(Database database) {
        this.database = database;
    }

    /** @param country ISO 3166 */
    public record OrgUnit(UUID id, ZoneId zone, String country, String calendar) {}

    public Future<OrgUnit> get(UUID id) {
        return database.pool()
                .preparedQuery("SELECT zone, country, calendar FROM org_unit WHERE id = $1")
                .execute(Tuple.of(id))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.notFound("organisation", id));
                    }
                    var row = found.next();
                    return Future.succeededFuture(new OrgUnit(
                            id, ZoneId.of(row.getString("zone")), row.getString("country"), row.getString("calendar")));
                });
    }
}
