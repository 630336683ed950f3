package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.access.ChosenRecordings;
import org.huifang.access.SecondPerson;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Place;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/**
 * Legal holds. From the moment somebody proposes one, nothing in it can be purged; a second person places it, or refuses.
 * It outlasts retention, until it is lifted with a second person again.
 */
public final class LegalHolds {
    /** Recordings under one hold at most. */
    public static final int MOST = 10_000;

    private static final String PAGE = """
            SELECT h.*, o.display_name AS owner, p.display_name AS proposer,
                   EXISTS (SELECT FROM second_person s WHERE s.subject_id = h.id AND s.kind = 'hold.lift' AND s.decision IS NULL
                           AND s.expires_at > $4) AS lifting,
                   (SELECT count(*) FROM hold_recording n WHERE n.hold_id = h.id AND NOT n.store_agrees)::int AS store_waits
            FROM legal_hold h JOIN app_user o ON o.id = h.owner_id JOIN app_user p ON p.id = h.proposed_by
            WHERE h.org_id = $1 AND ($2::timestamptz IS NULL OR (h.proposed_at, h.id) < ($2, $3))
            ORDER BY h.proposed_at DESC, h.id DESC LIMIT $5
            """;

    private final Database database;
    private final SecondPerson second;
    private final HoldMatter placing;
    private final HoldMatter lifting;
    private final Audit audit;
    private final Clock clock;

    LegalHolds(
            Database database, SecondPerson second, HoldMatter placing, HoldMatter lifting, Audit audit, Clock clock) {
        this.database = database;
        this.second = second;
        this.placing = placing;
        this.lifting = lifting;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param owner login of whoever answers for it; null: whoever proposes */
    public record Proposal(
            String title,
            String reason,
            @Nullable String owner,
            @Nullable List<UUID> recordings,
            ChosenRecordings.@Nullable Filter filter) {}

    /**
     * @param lifting somebody asked to lift it, and nobody decided yet
     * @param storeWaits recordings whose store was not told yet that they are held, or are not any more
     */
    public record Hold(
            UUID id,
            String title,
            String reason,
            String owner,
            int recordings,
            String proposedBy,
            Instant proposedAt,
            String state,
            @Nullable Instant placedAt,
            @Nullable Instant liftedAt,
            @Nullable String liftReason,
            boolean lifting,
            int storeWaits) {}

    public Future<UUID> propose(SignedIn by, Proposal given) {
        UUID id = Ids.next();
        return database.transaction(transaction -> owner(transaction, by, given.owner())
                .compose(owner -> new ChosenRecordings(given.recordings(), given.filter())
                        .freeze(transaction, by.orgId(), MOST)
                        .compose(set -> insert(transaction, by, id, given, owner, set))
                        .compose(count -> second.ask(
                                        transaction,
                                        by,
                                        by.orgId(),
                                        placing,
                                        id,
                                        given.reason(),
                                        shown(given.title(), count))
                                .compose(asked -> audit.append(
                                        transaction,
                                        AuditEntry.byUser(
                                                by.orgId(),
                                                by.userId(),
                                                "hold.propose",
                                                "legal_hold",
                                                id,
                                                shown(given.title(), count).put("reason", given.reason()))))))
                .map(id));
    }

    /** Asks a second person to lift it; until then it stays. */
    public Future<Void> askToLift(SignedIn by, UUID id, String reason) {
        return database.transaction(transaction -> transaction
                .preparedQuery(
                        "UPDATE legal_hold SET lift_reason = $3 WHERE id = $1 AND org_id = $2 AND state = 'PLACED'"
                                + " RETURNING title, recordings")
                .execute(Tuple.of(id, by.orgId(), reason))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.failedFuture(Refusal.conflict("id", id, Remedy.NOT_HELD.with()));
                    }
                    Row row = rows.iterator().next();
                    var shown = shown(row.getString("title"), row.getInteger("recordings"));
                    return second.ask(transaction, by, by.orgId(), lifting, id, reason, shown)
                            .compose(asked -> audit.append(
                                    transaction,
                                    AuditEntry.byUser(
                                            by.orgId(),
                                            by.userId(),
                                            "hold.ask-to-lift",
                                            "legal_hold",
                                            id,
                                            new JsonObject().put("reason", reason))));
                }));
    }

    public Future<List<Hold>> list(UUID orgId, @Nullable Place after, int limit) {
        return database.pool()
                .preparedQuery(PAGE)
                .execute(Tuple.of(
                        orgId,
                        after == null ? null : Times.at(after.at()),
                        after == null ? null : after.id(),
                        Times.at(clock.instant()),
                        limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(LegalHolds::hold)
                        .toList());
    }

    private static Future<UUID> owner(SqlConnection transaction, SignedIn by, @Nullable String login) {
        if (login == null) {
            return Future.succeededFuture(by.userId());
        }
        return transaction
                .preparedQuery("SELECT id FROM app_user WHERE login = $1 AND org_id = $2 AND NOT disabled")
                .execute(Tuple.of(login, by.orgId()))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.invalid("owner", login, Remedy.NO_USER.with()))
                        : Future.succeededFuture(rows.iterator().next().getUUID(0)));
    }

    private Future<Integer> insert(
            SqlConnection transaction,
            SignedIn by,
            UUID id,
            Proposal given,
            UUID owner,
            List<ChosenRecordings.One> set) {
        return transaction
                .preparedQuery(
                        "INSERT INTO legal_hold (id, org_id, title, reason, owner_id, recordings, proposed_by, proposed_at,"
                                + " state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'PROPOSED')")
                .execute(Tuple.of(id, by.orgId(), given.title(), given.reason(), owner, set.size())
                        .addUUID(by.userId())
                        .addOffsetDateTime(Times.at(clock.instant())))
                .compose(inserted -> transaction
                        .preparedQuery("INSERT INTO hold_recording (hold_id, recording_id, claimed_at)"
                                + " SELECT $1, d.id, d.at FROM unnest($2::uuid[], $3::timestamptz[]) AS d (id, at)")
                        .execute(Tuple.of(
                                id,
                                set.stream().map(ChosenRecordings.One::id).toArray(UUID[]::new),
                                set.stream()
                                        .map(one -> Times.at(one.claimedAt()))
                                        .toArray(OffsetDateTime[]::new))))
                .map(inserted -> set.size());
    }

    private static JsonObject shown(String title, int recordings) {
        return new JsonObject().put("title", title).put("recordings", recordings);
    }

    private static Hold hold(Row row) {
        return new Hold(
                row.getUUID("id"),
                row.getString("title"),
                row.getString("reason"),
                row.getString("owner"),
                row.getInteger("recordings"),
                row.getString("proposer"),
                Times.instant(row, "proposed_at"),
                row.getString("state"),
                Times.instantOrNull(row, "placed_at"),
                Times.instantOrNull(row, "lifted_at"),
                row.getString("lift_reason"),
                row.getBoolean("lifting"),
                row.getInteger("store_waits"));
    }
}
