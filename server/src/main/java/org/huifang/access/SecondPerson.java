package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;

/**
 * What one person alone must not do: somebody asks, somebody else agrees to exactly that, once, within a week. The consent
 * is bound to its content by SHA-256, so that it serves for nothing else; the table itself refuses one's own approval and a
 * second use.
 */
public final class SecondPerson {
    public static final Duration VALID = Duration.ofDays(7);

    private final Database database;
    private final Clock clock;
    private final Map<String, Matter> matters = new HashMap<>();

    public SecondPerson(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Lets people decide this kind of thing. At the start, before anybody asks. */
    public void add(Matter matter) {
        if (matters.put(matter.kind(), matter) != null) {
            throw new IllegalArgumentException(matter.kind() + " is given twice");
        }
    }

    /**
     * Asks for consent to what {@code subject}'s rows say now.
     *
     * @param orgId whose people decide
     * @param shown in short, for lists
     * @return id of the request
     */
    public Future<UUID> ask(
            SqlConnection transaction,
            SignedIn by,
            UUID orgId,
            Matter matter,
            UUID subject,
            String reason,
            JsonObject shown) {
        UUID id = Ids.next();
        var now = clock.instant();
        return digest(transaction, matter, subject)
                .compose(content -> transaction
                        .preparedQuery(
                                "INSERT INTO second_person (id, org_id, kind, subject_id, content, reason,"
                                        + " requested_by, requested_at, expires_at, shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
                        .execute(Tuple.of(id, orgId, matter.kind(), subject, Buffer.buffer(content), reason)
                                .addUUID(by.userId())
                                .addOffsetDateTime(Times.at(now))
                                .addOffsetDateTime(Times.at(now.plus(VALID)))
                                .addValue(shown)))
                .map(id);
    }

    /**
     * Decides, and lets the matter do what follows, all in one transaction.
     *
     * @param content SHA-256 that the decider was shown, in hexadecimal digits
     */
    public Future<Void> decide(SignedIn by, UUID id, boolean approve, String content, String reason) {
        return database.transaction(transaction -> transaction
                .preparedQuery("SELECT * FROM second_person WHERE id = $1 AND org_id = $2 FOR UPDATE")
                .execute(Tuple.of(id, by.orgId()))
                .compose(rows -> {
                    var found = rows.iterator();
                    return found.hasNext()
                            ? decide(transaction, by, found.next(), approve, content, reason)
                            : Future.failedFuture(Refusal.notFound("id", id));
                }));
    }

    private Future<Void> decide(
            SqlConnection transaction, SignedIn by, Row row, boolean approve, String content, String reason) {
        UUID id = row.getUUID("id");
        Matter matter = matters.get(row.getString("kind"));
        if (matter == null) {
            return Future.failedFuture(Refusal.notFound("id", id));
        }
        if (matter.deciders().stream().noneMatch(by::has)) {
            return Future.failedFuture(Refusal.of(
                    Refusal.Kind.FORBIDDEN,
                    Remedy.ROLE_NEEDED.with(
                            matter.deciders().stream().map(Enum::name).sorted().collect(Collectors.joining(", ")))));
        }
        if (row.getUUID("requested_by").equals(by.userId())) {
            return Future.failedFuture(Refusal.forbidden(Remedy.NOT_YOUR_OWN.with()));
        }
        if (row.getString("decision") != null) {
            return Future.failedFuture(
                    Refusal.conflict("id", id, Remedy.DECIDED_ALREADY.with(row.getString("decision"))));
        }
        if (approve && !Times.instant(row, "expires_at").isAfter(clock.instant())) {
            return Future.failedFuture(Refusal.conflict("id", id, Remedy.CONSENT_LAPSED.with()));
        }
        UUID subject = row.getUUID("subject_id");
        byte[] asked = row.getBuffer("content").getBytes();
        return digest(transaction, matter, subject)
                .compose(now -> !MessageDigest.isEqual(now, asked)
                                || !content.equalsIgnoreCase(HexFormat.of().formatHex(asked))
                        ? approve
                                ? Future.failedFuture(Refusal.conflict("content", null, Remedy.CONTENT_CHANGED.with()))
                                : Future.succeededFuture()
                        : Future.succeededFuture())
                .compose(same -> store(transaction, by, id, approve, reason, matter.doneByApproval()))
                .compose(stored -> approve
                        ? matter.approved(transaction, by, subject, reason)
                        : matter.refused(transaction, by, subject, reason));
    }

    private Future<?> store(
            SqlConnection transaction, SignedIn by, UUID id, boolean approve, String reason, boolean used) {
        var now = Times.at(clock.instant());
        return transaction
                .preparedQuery("UPDATE second_person SET decision = $2, decided_by = $3, decided_at = $4,"
                        + " decision_reason = $5, used_at = $6 WHERE id = $1")
                .execute(Tuple.of(
                        id, approve ? "APPROVED" : "REFUSED", by.userId(), now, reason, approve && used ? now : null));
    }

    /**
     * Uses a consent up. Fails with a {@link Refusal} when there is none that is approved, unused, in time and for exactly
     * what the rows say now.
     *
     * @return id of the consent
     */
    public Future<UUID> use(SqlConnection transaction, Matter matter, UUID subject) {
        var now = Times.at(clock.instant());
        return transaction
                .preparedQuery("SELECT id, content FROM second_person WHERE subject_id = $1 AND kind = $2"
                        + " AND decision = 'APPROVED' AND used_at IS NULL AND expires_at > $3"
                        + " ORDER BY decided_at DESC LIMIT 1 FOR UPDATE")
                .execute(Tuple.of(subject, matter.kind(), now))
                .compose(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Future.failedFuture(Refusal.conflict("id", subject, Remedy.NO_CONSENT.with()));
                    }
                    Row row = found.next();
                    return digest(transaction, matter, subject)
                            .compose(content -> MessageDigest.isEqual(
                                            content, row.getBuffer("content").getBytes())
                                    ? transaction
                                            .preparedQuery("UPDATE second_person SET used_at = $2 WHERE id = $1")
                                            .execute(Tuple.of(row.getUUID("id"), now))
                                    : Future.failedFuture(
                                            Refusal.conflict("content", null, Remedy.CONTENT_CHANGED.with())))
                            .map(used -> row.getUUID("id"));
                });
    }

    private static Future<byte[]> digest(SqlConnection transaction, Matter matter, UUID subject) {
        return matter.content(transaction, subject).map(lines -> ContentDigest.of(matter.kind(), subject, lines));
    }
}
