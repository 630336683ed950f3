package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Database;
import org.huifang.db.MonthOfId;
import org.huifang.db.Times;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/**
 * Who may hear which recording (R63, R64): compliance, the records manager and supervisors those of their own organisation
 * unit, an agent the own calls where the campaign allows it, everybody else with an unexpired grant that names them and the
 * recording. Asked at each play, so that a grant ends when it ends.
 */
public final class HearingRight {
    private static final MonthOfId FACTS = new MonthOfId("""
            SELECT r.org_id, r.agent_id, g.id AS grant_id, g.copies,
              (SELECT (v.rules ->> 'agentsMayHearOwn')::boolean FROM campaign c
               JOIN campaign_rules v ON v.campaign_id = c.id AND v.version = c.current_version
               WHERE c.id = r.campaign_id) AS agents_hear
            FROM recording r
            LEFT JOIN LATERAL (
              SELECT a.id, a.copies FROM access_request_recording x JOIN access_request a ON a.id = x.request_id
              WHERE x.recording_id = r.id AND a.user_id = $2 AND a.state = 'APPROVED' AND a.granted_until > $3
              ORDER BY a.copies DESC, a.granted_until DESC LIMIT 1) g ON true
            WHERE r.id = $1 AND {month r.claimed_at}
            """);

    private final Database database;
    private final Clock clock;

    public HearingRight(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A right that holds now.
     *
     * @param orgId whose recording it is; not the listener's unit where it was granted
     * @param copies may take a marked copy away
     * @param grant the request that was approved; null: by role
     */
    public record Right(
            UUID orgId, boolean copies, @Nullable UUID grant) {}

    /** Empty: this person may hear it now. A recording of another unit without a grant is not found. */
    public Future<Optional<Refusal>> mayHear(SignedIn who, UUID recordingId) {
        return rightTo(who, recordingId)
                .map(right -> Optional.<Refusal>empty())
                .recover(e -> e instanceof Refusal refused
                        ? Future.succeededFuture(Optional.of(refused))
                        : Future.failedFuture(e));
    }

    /** Fails with the {@link Refusal} where there is none. */
    public Future<Right> rightTo(SignedIn who, UUID recordingId) {
        return FACTS.find(database.pool(), recordingId, Tuple.of(recordingId, who.userId(), Times.at(clock.instant())))
                .compose(rows -> {
                    var found = rows.iterator();
                    return found.hasNext() ? right(who, recordingId, found.next()) : missing(recordingId);
                });
    }

    /** The right to take a copy away; fails with the {@link Refusal} where there is none. */
    public Future<Right> copyRightTo(SignedIn who, UUID recordingId) {
        return rightTo(who, recordingId)
                .compose(right -> right.copies()
                        ? Future.succeededFuture(right)
                        : Future.failedFuture(Refusal.forbidden(Remedy.NO_COPIES.with())));
    }

    private static Future<Right> right(SignedIn who, UUID recordingId, Row row) {
        UUID orgId = row.getUUID("org_id");
        boolean own = orgId.equals(who.orgId());
        if (own && (who.has(Role.COMPLIANCE) || who.has(Role.RECORDS_MANAGER))) {
            return Future.succeededFuture(new Right(orgId, true, null));
        }
        UUID grant = row.getUUID("grant_id");
        boolean copies = grant != null && row.getBoolean("copies");
        if (own && (who.has(Role.SUPERVISOR) || spoke(who, row))) {
            return Future.succeededFuture(new Right(orgId, copies, copies ? grant : null));
        }
        if (grant != null) {
            return Future.succeededFuture(new Right(orgId, copies, grant));
        }
        return own ? Future.failedFuture(Refusal.forbidden(Remedy.ASK_FOR_ACCESS.with())) : missing(recordingId);
    }

    private static boolean spoke(SignedIn who, Row row) {
        return who.has(Role.AGENT)
                && row.getUUID("agent_id").equals(who.agentId())
                && Boolean.TRUE.equals(row.getBoolean("agents_hear"));
    }

    private static <T> Future<T> missing(UUID recordingId) {
        return Future.failedFuture(Refusal.notFound("attemptId", recordingId));
    }
}
