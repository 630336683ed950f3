package org.huifang.web;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.agent.Wanted;
import org.huifang.db.Database;
import org.huifang.dialing.Dialing;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.huifang.recording.RecordingPauses;
import org.jspecify.annotations.Nullable;

/** What an agent asks for: to be ready, to pause, to leave, to have the phone called, to end a talk. */
public final class PresenceRoutes implements Routes {
    private final Database database;
    private final Dialing dialing;
    private final RecordingPauses pauses;

    public PresenceRoutes(Database database, Dialing dialing, RecordingPauses pauses) {
        this.database = database;
        this.dialing = dialing;
        this.pauses = pauses;
    }

    record Pausing(RecordingPauses.Reason reason) {}

    record Paused(@Nullable Instant until) {}

    record Asked(Wanted wanted, @Nullable String reason) {}

    @Override
    public void mount(Api api) {
        mountPauses(api);
        api.on("setPresence", request -> {
            var asked = request.body(Asked.class);
            return allowed(request.who(), request.id())
                    .compose(agent -> dialing.want(agent, asked.wanted(), asked.reason()))
                    .map(done -> Reply.DONE);
        });
        api.on(
                "callAgentLine",
                request -> allowed(request.who(), request.id())
                        .compose(dialing::callPhone)
                        .map(done -> Reply.DONE));
        api.on(
                "endTalk",
                request -> allowed(request.who(), request.id())
                        .compose(dialing::endTalk)
                        .compose(ended -> ended
                                ? Future.succeededFuture(Reply.DONE)
                                : Future.failedFuture(Refusal.conflict("id", request.id(), Remedy.NO_TALK.with()))));
    }

    private void mountPauses(Api api) {
        api.on(
                "pauseRecording",
                request -> allowed(request.who(), request.id())
                        .compose(agent -> pauses.begin(
                                agent,
                                request.who().userId(),
                                request.body(Pausing.class).reason()))
                        .map(until -> Reply.ok(new Paused(until))));
        api.on(
                "resumeRecording",
                request -> allowed(request.who(), request.id())
                        .compose(pauses::end)
                        .map(done -> Reply.DONE));
        api.on(
                "getRecordingPause",
                request -> allowed(request.who(), request.id())
                        .compose(pauses::pausedUntil)
                        .map(until -> Reply.ok(new Paused(until.orElse(null)))));
    }

    /** Agents speak for themselves; supervisors and administrators for everybody of their unit. */
    private Future<UUID> allowed(SignedIn who, UUID agent) {
        return database.pool()
                .preparedQuery("SELECT user_id FROM agent WHERE id = $1 AND org_id = $2")
                .execute(io.vertx.sqlclient.Tuple.of(agent, who.orgId()))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(Refusal.notFound("id", agent));
                    }
                    boolean own = who.userId().equals(rows.iterator().next().getUUID(0));
                    return own || who.has(Role.SUPERVISOR) || who.has(Role.ADMIN)
                            ? Future.succeededFuture(agent)
                            : Future.failedFuture(Refusal.of(Refusal.Kind.FORBIDDEN, Remedy.OWN_LINE_ONLY.with()));
                });
    }
}
