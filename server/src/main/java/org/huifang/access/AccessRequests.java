package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Asking for recordings of another department, taking a grant back, and filing what a regulator was handed (R64). */
public final class AccessRequests {
    /** Recordings that one request names at most. */
    public static final int MOST = 500;

    /** Units of one company: all below the same root. */
    private static final String SAME_COMPANY = """
            WITH RECURSIVE up AS (
              SELECT id, parent_id FROM org_unit WHERE id = $1
              UNION ALL SELECT o.id, o.parent_id FROM org_unit o JOIN up ON o.id = up.parent_id),
            down AS (
              SELECT id FROM up WHERE parent_id IS NULL
              UNION ALL SELECT o.id FROM org_unit o JOIN down ON o.parent_id = down.id)
            SELECT o.id, o.name FROM org_unit o JOIN down ON down.id = o.id ORDER BY o.name, o.id
            """;

    private final Database database;
    private final SecondPerson second;
    private final AccessMatter matter;
    private final Audit audit;
    private final Clock clock;

    AccessRequests(Database database, SecondPerson second, AccessMatter matter, Audit audit, Clock clock) {
        this.database = database;
        this.second = second;
        this.matter = matter;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param unit whose recordings; null: the own unit's
     * @param recipient the authority, where the purpose is REGULATOR; @param reference its letter or case number
     * @param copies to take marked copies, not only to listen
     * @param hours how long, from the approval
     */
    public record Asked(
            @Nullable UUID unit,
            @Nullable List<UUID> recordings,
            ChosenRecordings.@Nullable Filter filter,
            String purpose,
            @Nullable String recipient,
            @Nullable String reference,
            boolean copies,
            int hours,
            String reason) {}

    public record Unit(UUID id, String name) {}

    public record Handover(LocalDate handedOn, String recipient, String way) {}

    /** Units whose recordings this person may ask for. */
    public Future<List<Unit>> units(SignedIn who) {
        return database.pool()
                .preparedQuery(SAME_COMPANY)
                .execute(Tuple.of(who.orgId()))
                .map(rows -> java.util.stream.StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Unit(row.getUUID(0), row.getString(1)))
                        .toList());
    }

    /** Files the request with its frozen set, and asks the records manager. */
    public Future<UUID> ask(SignedIn who, Asked asked) {
        boolean regulator = asked.purpose().equals("REGULATOR");
        if (regulator && (asked.recipient() == null || asked.recipient().isBlank())) {
            return Future.failedFuture(Refusal.invalid("recipient", null, Remedy.IS_MISSING.with()));
        }
        UUID org = asked.unit() == null ? who.orgId() : asked.unit();
        return units(who)
                .compose(units -> units.stream().anyMatch(unit -> unit.id().equals(org))
                        ? database.transaction(transaction -> new ChosenRecordings(asked.recordings(), asked.filter())
                                .freeze(transaction, org, MOST)
                                .compose(set -> file(transaction, who, org, asked, set)))
                        : Future.failedFuture(Refusal.notFound("unit", org)));
    }

    private Future<UUID> file(
            SqlConnection transaction, SignedIn who, UUID org, Asked asked, List<ChosenRecordings.One> set) {
        UUID id = Ids.next();
        var ids = set.stream().map(ChosenRecordings.One::id).toList();
        return transaction
                .preparedQuery(
                        "INSERT INTO access_request (id, org_id, user_id, purpose, recipient, reference, copies, hours,"
                                + " reason, recordings, asked_at, state)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'WAITING')")
                .execute(Tuple.of(id, org, who.userId(), asked.purpose(), asked.recipient(), asked.reference())
                        .addBoolean(asked.copies())
                        .addInteger(asked.hours())
                        .addString(asked.reason())
                        .addInteger(ids.size())
                        .addOffsetDateTime(Times.at(clock.instant())))
                .compose(inserted -> transaction
                        .preparedQuery("INSERT INTO access_request_recording (request_id, recording_id)"
                                + " SELECT $1, unnest($2::uuid[])")
                        .execute(Tuple.tuple().addUUID(id).addArrayOfUUID(ids.toArray(UUID[]::new))))
                .compose(inserted -> second.ask(
                        transaction,
                        who,
                        org,
                        matter,
                        id,
                        asked.reason(),
                        new JsonObject()
                                .put("recordings", ids.size())
                                .put("hours", asked.hours())
                                .put("copies", asked.copies())
                                .put("purpose", asked.purpose())
                                .put("recipient", asked.recipient())))
                .compose(consent -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                org,
                                who.userId(),
                                "access.request",
                                "access_request",
                                id,
                                new JsonObject()
                                        .put("purpose", asked.purpose())
                                        .put("recipient", asked.recipient())
                                        .put("reference", asked.reference())
                                        .put("copies", asked.copies())
                                        .put("hours", asked.hours())
                                        .put("reason", asked.reason())
                                        .put(
                                                "recordings",
                                                new JsonArray(ids.stream()
                                                        .map(UUID::toString)
                                                        .toList())))))
                .map(id);
    }

    /** Ends a grant now. */
    public Future<Void> revoke(SignedIn by, UUID id, String reason) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "UPDATE access_request SET state = 'REVOKED', revoked_by = $3, revoked_at = $4, revoke_reason = $5"
                                + " WHERE id = $1 AND org_id = $2 AND state = 'APPROVED'")
                .execute(Tuple.of(id, by.orgId(), by.userId(), Times.at(clock.instant()), reason))
                .compose(updated -> updated.rowCount() == 0
                        ? Future.failedFuture(Refusal.conflict("id", id, Remedy.NOT_GRANTED.with()))
                        : audit.append(
                                transaction,
                                AuditEntry.byUser(
                                        by.orgId(),
                                        by.userId(),
                                        "access.revoke",
                                        "access_request",
                                        id,
                                        new JsonObject().put("reason", reason)))));
    }

    /** Files that a regulator was handed what was granted. */
    public Future<UUID> handOver(SignedIn by, UUID id, Handover given) {
        UUID filed = Ids.next();
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "INSERT INTO access_handover (id, org_id, request_id, handed_on, recipient, way, filed_by, filed_at)"
                                + " SELECT $1, org_id, id, $4, $5, $6, $7, $8 FROM access_request WHERE id = $2 AND org_id = $3"
                                + " AND purpose = 'REGULATOR' AND state IN ('APPROVED', 'REVOKED')")
                .execute(Tuple.of(filed, id, by.orgId(), given.handedOn(), given.recipient(), given.way())
                        .addUUID(by.userId())
                        .addOffsetDateTime(Times.at(clock.instant())))
                .compose(inserted -> inserted.rowCount() == 0
                        ? Future.failedFuture(Refusal.conflict("id", id, Remedy.NOT_GRANTED.with()))
                        : audit.append(
                                transaction,
                                AuditEntry.byUser(
                                        by.orgId(),
                                        by.userId(),
                                        "access.handover",
                                        "access_request",
                                        id,
                                        new JsonObject()
                                                .put(
                                                        "handedOn",
                                                        given.handedOn().toString())
                                                .put("recipient", given.recipient())
                                                .put("way", given.way()))))
                .map(filed));
    }
}
