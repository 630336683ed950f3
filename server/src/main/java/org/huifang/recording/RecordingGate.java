package org.huifang.recording;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * May this node dial, as far as recording goes? Closed while anything stands in the way of a recording; asked before
 * each claim. No call without a recording (R62).
 */
public final class RecordingGate {
    private static final Logger log = LoggerFactory.getLogger(RecordingGate.class);

    /** Each stands in the way by itself; the reasons begin with {@code RECORDING_}. */
    enum Cause {
        /** No sound was seen to arrive: since the start, or since a call's files failed to come or to grow. */
        NOT_PROVEN,
        SPOOL_UNUSABLE,
        STORE_UNUSABLE,
        NO_SPACE,
        /** The folders do not answer (a hanging mount). */
        NO_ANSWER
    }

    private final Map<Cause, String> closedBy = new EnumMap<>(Cause.class);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Why nothing may be dialled now, one line; empty: the gate is open. Cheap, from any thread. */
    public Optional<String> blockedReason() {
        synchronized (closedBy) {
            return closedBy.isEmpty()
                    ? Optional.empty()
                    : Optional.of(closedBy.entrySet().stream()
                            .map(entry -> "RECORDING_" + entry.getKey() + ": " + entry.getValue())
                            .collect(Collectors.joining("; ")));
        }
    }

    /** @param listener called on any thread when the gate opens, closes or has another reason; must only hand over */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    boolean closedBy(Cause cause) {
        synchronized (closedBy) {
            return closedBy.containsKey(cause);
        }
    }

    void close(Cause cause, String detail) {
        boolean changed;
        synchronized (closedBy) {
            changed = !detail.equals(closedBy.put(cause, detail));
        }
        if (changed) {
            log.warn("recording gate closed cause={} detail={}", cause, detail);
            listeners.forEach(Runnable::run);
        }
    }

    void open(Cause cause) {
        boolean changed;
        synchronized (closedBy) {
            changed = closedBy.remove(cause) != null;
        }
        if (changed) {
            log.info("recording gate no longer closed by cause={}", cause);
            listeners.forEach(Runnable::run);
        }
    }
}
