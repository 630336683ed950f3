package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.UUID;
import java.util.stream.Stream;
import org.huifang.agent.AgentLine;
import org.huifang.telephony.Telephony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a desk means for the talks of this server: they are ended with its button, and know whether it is signed in. */
final class DeskTalks {
    private static final Logger log = LoggerFactory.getLogger(DeskTalks.class);

    private final Clock clock;
    private final Telephony telephony;
    private final AttemptStore store;
    private final CallFlow flow;

    DeskTalks(Clock clock, Telephony telephony, AttemptStore store, CallFlow flow) {
        this.clock = clock;
        this.telephony = telephony;
        this.store = store;
        this.flow = flow;
    }

    /** The desk was signed in or out while a call is under way: the customer's channel decides by its own mark. */
    void deskMarked(AgentLine line, boolean signedIn) {
        of(line.agent())
                .forEach(attempt -> telephony
                        .markDesk(attempt.claim.attempt().toString(), signedIn)
                        .onFailure(e -> log.warn(
                                "desk not told to a call attempt={} signed_in={} why=\"{}\"",
                                attempt.claim.attempt(),
                                signedIn,
                                e.getMessage())));
    }

    /** @return false: this agent is in no talk here; a customer who rings is never cut short (R32) */
    Future<Boolean> end(UUID agent) {
        var talk =
                of(agent).filter(attempt -> attempt.facts.bridgedAt() != null).findFirst();
        if (talk.isEmpty()) {
            return Future.succeededFuture(false);
        }
        UUID attempt = talk.get().claim.attempt();
        log.info(
                "talk ended at the desk attempt={} callback={}",
                attempt,
                talk.get().claim.callback());
        store.note(attempt, clock.instant(), "ENDED_AT_DESK", new JsonObject());
        return telephony.endTalk(attempt).map(true);
    }

    private Stream<LiveAttempt> of(UUID agent) {
        return flow.all().stream()
                .filter(attempt -> !attempt.ending && agent.equals(LostLines.agentOf(attempt)))
                .toList()
                .stream();
    }
}
