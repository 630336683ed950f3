package org.huifang.agent;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the PBX beforehand, on each line, whether a desk is signed in: what the phone's goodbye means is then decided by the
 * dialplan alone, with this process or without it. On the context of the lines.
 */
final class DeskMarks {
    private static final Logger log = LoggerFactory.getLogger(DeskMarks.class);

    private final Desks desks;
    private final Telephony telephony;
    private final Vertx vertx;
    private @Nullable AgentListener listener;
    /** Pages that were open before this process started have had their time to come back. */
    private boolean settled;

    DeskMarks(Desks desks, Telephony telephony, Vertx vertx) {
        this.desks = desks;
        this.telephony = telephony;
        this.vertx = vertx;
    }

    void start(AgentLines lines, AgentListener listener) {
        this.listener = listener;
        Context context = vertx.getOrCreateContext();
        desks.onChange(agent -> context.runOnContext(
                ignored -> lines.lineOf(agent).ifPresent(line -> mark(line, desks.signedIn(agent)))));
        vertx.setTimer(Desks.SETTLE_MILLIS, tick -> {
            settled = true;
            lines.all().forEach(this::lineIsUp);
        });
    }

    /** A mark from before our start stays until the pages have had the time to come back. */
    void lineIsUp(AgentLine line) {
        boolean signedIn = desks.signedIn(line.agent());
        if (signedIn || settled) {
            mark(line, signedIn);
        }
    }

    private void mark(AgentLine line, boolean signedIn) {
        telephony
                .markDesk(line.line(), signedIn)
                .onFailure(e -> log.warn(
                        "desk not told to the PBX agent={} signed_in={} why=\"{}\"",
                        line.code(),
                        signedIn,
                        e.getMessage()));
        if (listener != null) {
            listener.deskMarked(line, signedIn);
        }
    }
}
