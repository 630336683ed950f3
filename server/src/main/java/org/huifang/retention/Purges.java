package org.huifang.retention;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.access.SecondPerson;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Purges of what is past its retention: listed, consented to by a second person, begun by hand. */
public final class Purges {
    /** Recordings of one purge; what is beyond waits for the next. */
    public static final int MOST = 10_000;

    private static final String FREEZE = """
            WITH listed AS (
              SELECT r.id, r.claimed_at, r.retain_until, r.key_id, r.size_bytes, r.store, r.stored_as, r.store_version,
                r.sha256_stored, r.sha256_sound
              FROM recording r
              WHERE r.org_id = $2 AND r.key_id IS NOT NULL AND r.state IN ('SEALED', 'PARTIAL') AND r.retain_until <= $3
                AND NOT r.held AND NOT EXISTS (
                  SELECT FROM hold_recording h JOIN legal_hold l ON l.id = h.hold_id
                  WHERE h.recording_id = r.id AND l.state IN ('PROPOSED', 'PLACED'))
                AND ($4::text IS NULL OR r.campaign_id = (SELECT id FROM campaign WHERE org_id = $2 AND code = $4))
              ORDER BY r.retain_until, r.id LIMIT $5),
            made AS (
              INSERT INTO purge (id, org_id, reason, recordings, bytes, proposed_by, proposed_at, state)
              SELECT $1, $2, $6, count(*), sum(size_bytes), $7, $8, 'PROPOSED' FROM listed HAVING count(*) > 0 RETURNING id)
            INSERT INTO purge_item (purge_id, recording_id, claimed_at, retain_until, key_id, size_bytes, store, stored_as,
              store_version, sha256_stored, sha256_sound)
            SELECT made.id, listed.* FROM listed CROSS JOIN made
            """;

    private final Database database;
    private final SecondPerson second;
    private final PurgeMatter matter;
    private final TrustedTime time;
    private final PurgeRun run;
    private final Audit audit;
    private final Clock clock;

    Purges(
            Database database,
            SecondPerson second,
            PurgeMatter matter,
            TrustedTime time,
            PurgeRun run,
            Audit audit,
            Clock clock) {
        this.database = database;
        this.second = second;
        this.matter = matter;
        this.time = time;
        this.run = run;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param until retention ended before; null: up to now. @param campaign code; null: all */
    public record Proposal(
            @Nullable Instant until, @Nullable String campaign, String reason) {}

    /** Freezes the list and asks a second person. Deletes nothing. */
    public Future<UUID> propose(SignedIn by, Proposal given) {
        UUID id = Ids.next();
        return time.now()
                .compose(now -> database.transaction(transaction -> freeze(
                                transaction,
                                by,
                                id,
                                given,
                                given.until() == null || given.until().isAfter(now) ? now : given.until())
                        .map(id)));
    }

    private Future<Void> freeze(SqlConnection transaction, SignedIn by, UUID id, Proposal given, Instant until) {
        return transaction
                .preparedQuery(FREEZE)
                .execute(Tuple.of(id, by.orgId(), Times.at(until), given.campaign(), MOST, given.reason())
                        .addUUID(by.userId())
                        .addOffsetDateTime(Times.at(clock.instant())))
                .compose(listed -> listed.rowCount() == 0
                        ? Future.failedFuture(Refusal.invalid("until", until, Remedy.NOTHING_EXPIRED.with()))
                        : Future.succeededFuture(listed))
                .compose(listed -> second.ask(
                                transaction,
                                by,
                                by.orgId(),
                                matter,
                                id,
                                given.reason(),
                                new JsonObject().put("recordings", listed.rowCount()))
                        .map(listed.rowCount()))
                .compose(count -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                by.orgId(),
                                by.userId(),
                                "purge.propose",
                                "purge",
                                id,
                                new JsonObject()
                                        .put("recordings", count)
                                        .put("until", until.toString())
                                        .put("reason", given.reason()))));
    }

    /** Begins an approved purge: uses the consent up, if the list is still the one that was approved. */
    public Future<Void> execute(SignedIn by, UUID id) {
        return run.possible()
                .compose(can -> time.now())
                .compose(now -> database.transaction(transaction -> transaction
                        .preparedQuery("SELECT state FROM purge WHERE id = $1 AND org_id = $2 FOR UPDATE")
                        .execute(Tuple.of(id, by.orgId()))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.failedFuture(Refusal.notFound("id", id))
                                : second.use(transaction, matter, id))
                        .compose(consent -> transaction
                                .preparedQuery("UPDATE purge SET state = 'RUNNING', started_by = $2, started_at = $3"
                                        + " WHERE id = $1 AND state = 'APPROVED'")
                                .execute(Tuple.of(id, by.userId(), Times.at(clock.instant())))
                                .compose(updated -> updated.rowCount() == 1
                                        ? audit.append(
                                                transaction,
                                                AuditEntry.byUser(
                                                        by.orgId(),
                                                        by.userId(),
                                                        "purge.begin",
                                                        "purge",
                                                        id,
                                                        new JsonObject()
                                                                .put("consent", consent.toString())
                                                                .put("witness", now.toString())))
                                        : Future.failedFuture(Refusal.conflict("id", id, Remedy.NO_CONSENT.with()))))))
                .onSuccess(begun -> run.wake());
    }
}
