package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.UUID;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;
import org.huifang.recording.KeyRotations;

/** Asking for another master key; it is in use from a second person's consent on. */
public final class KeyRotationRequests {
    private final Database database;
    private final SecondPerson second;
    private final KeyRotations rotations;
    private final KeyRotationMatter matter;
    private final Audit audit;
    private final Clock clock;

    public KeyRotationRequests(
            Database database, SecondPerson second, KeyRotations rotations, Audit audit, Clock clock) {
        this.database = database;
        this.second = second;
        this.rotations = rotations;
        this.audit = audit;
        this.clock = clock;
        matter = new KeyRotationMatter(rotations, audit);
        second.add(matter);
    }

    /** Fails with a {@link org.huifang.Refusal} when it could not be taken into use now. */
    public Future<UUID> ask(SignedIn by, String toMaster, String reason) {
        UUID id = Ids.next();
        return database.transaction(transaction -> rotations
                .possible(transaction, toMaster)
                .compose(possible -> transaction
                        .preparedQuery(
                                "INSERT INTO key_rotation_request (id, org_id, to_master, reason, asked_by, asked_at,"
                                        + " state) VALUES ($1, $2, $3, $4, $5, $6, 'PROPOSED')")
                        .execute(Tuple.of(id, by.orgId(), toMaster, reason, by.userId(), Times.at(clock.instant()))))
                .compose(inserted -> second.ask(
                        transaction, by, by.orgId(), matter, id, reason, new JsonObject().put("title", toMaster)))
                .compose(asked -> audit.append(
                        transaction,
                        AuditEntry.byUser(
                                by.orgId(),
                                by.userId(),
                                "key.propose",
                                "key_rotation_request",
                                id,
                                new JsonObject().put("toMaster", toMaster).put("reason", reason))))
                .map(id));
    }
}
