package org.huifang.message.gateway;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import org.huifang.campaign.MessageChannel;

/** Takes messages away. Never blocks its caller; a submission always comes to an end. */
public interface Gateway {
    String name();

    MessageChannel channel();

    /** How many submissions may be under way at a time. */
    int window();

    /** Connects where there is something to connect to; comes back at once, whether it is there or not. */
    void start();

    /** False while a submission certainly could not go out: messages then wait untried. */
    default boolean ready() {
        return true;
    }

    /** Never fails. */
    Future<Submitted> submit(Outgoing message);

    /** Whether a lost answer can be asked for. */
    default boolean canBeAsked() {
        return false;
    }

    /** Never fails. */
    default Future<Asked> ask(UUID message, UUID tryId) {
        return Future.succeededFuture(new Asked.CannotTell("this gateway cannot be asked"));
    }

    /** Whether it knows a repetition by the message's id and sends it once: then a lost answer does no harm. */
    default boolean knowsRepetitions() {
        return false;
    }

    /** Why it cannot be used now; empty while it can, as far as is known. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** Why nothing comes back from it at this moment, be it that messages still go out; empty: it can, or never does. */
    default Optional<String> deaf() {
        return Optional.empty();
    }

    Future<Void> stop();
}
