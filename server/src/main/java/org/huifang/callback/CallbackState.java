package org.huifang.callback;

import java.time.Instant;
import org.huifang.campaign.Slot;

/** Where a callback stands. Only {@link Waiting} may be claimed; only a person leads out of {@link Review} and {@link Unknown}. */
public sealed interface CallbackState {

    /** Waits for its slot, and in it for an agent. */
    record Waiting(Slot slot, WaitReason reason) implements CallbackState {}

    /** An attempt is under way. */
    record Live() implements CallbackState {}

    /** The talk is over; the agent has until then to note its result. */
    record WrapUp(Instant until) implements CallbackState {}

    /** The customer was reached. */
    record Done(String reason) implements CallbackState {}

    /** All attempts went unanswered; a message is in the outbox (R33). */
    record Exhausted() implements CallbackState {}

    record Cancelled(String reason) implements CallbackState {}

    /** A supervisor has to decide. */
    record Review(ReviewReason reason) implements CallbackState {}

    /** What became of the last attempt nobody can tell: never dialled again by itself. */
    record Unknown() implements CallbackState {}

    /** As stored in {@code callback.state}. */
    default String code() {
        return switch (kind()) {
            case "WrapUp" -> "WRAP_UP";
            default -> kind().toUpperCase(java.util.Locale.ROOT);
        };
    }

    /** As stored in {@code callback.reason}. */
    default String reasonCode() {
        if (this instanceof Waiting waiting) {
            return waiting.reason().name();
        } else if (this instanceof Done done) {
            return done.reason();
        } else if (this instanceof Cancelled cancelled) {
            return cancelled.reason();
        } else if (this instanceof Review review) {
            return review.reason().name();
        } else if (this instanceof Exhausted) {
            return "UNANSWERED";
        } else if (this instanceof WrapUp) {
            return "TALKED";
        } else if (this instanceof Live) {
            return "DIALING";
        }
        return "UNKNOWN_FATE";
    }

    private String kind() {
        return getClass().getSimpleName();
    }
}
