package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.UUID;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;

/** Shows scores to the agents who were scored (R78). */
public final class ScoreReleases {
    /** The scores in force of these that nobody was shown yet. */
    private static final String RELEASE = """
            INSERT INTO score_release (score_id, released_by, released_at)
            SELECT s.id, $3, $4 FROM score s
            WHERE s.org_id = $1 AND s.calibration_id IS NULL AND %s
              AND NOT EXISTS (SELECT FROM score later WHERE later.replaces = s.id)
            ON CONFLICT DO NOTHING
            """;

    private final Database database;
    private final Audit audit;
    private final Clock clock;

    ScoreReleases(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** @return how many are shown by this; 0 where all were, or there is none */
    public Future<Integer> ofSample(SignedIn who, UUID sampleId) {
        return release(who, "s.sample_id = $2", "sample", sampleId);
    }

    /** @return 1, or 0 where it was shown already, was corrected, or is not there */
    public Future<Integer> one(SignedIn who, UUID scoreId) {
        return release(who, "s.id = $2", "score", scoreId);
    }

    private Future<Integer> release(SignedIn who, String which, String kind, UUID subject) {
        return database.transaction(connection -> connection
                .preparedQuery(RELEASE.formatted(which))
                .execute(Tuple.of(who.orgId(), subject, who.userId(), Times.at(clock.instant())))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(0)
                        : audit.append(
                                        connection,
                                        AuditEntry.byUser(
                                                who.orgId(),
                                                who.userId(),
                                                "score.release",
                                                kind,
                                                subject,
                                                new JsonObject().put("scores", rows.rowCount())))
                                .map(rows.rowCount())));
    }
}
