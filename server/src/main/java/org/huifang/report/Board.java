package org.huifang.report;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a supervisor sees at a glance: agents, calls, queue, alarms and what ended last. */
public record Board(
        Instant at,
        NodeState node,
        List<AgentState> agents,
        List<Call> calls,
        Queue queue,
        List<Alarm> alarms,
        List<Ended> recent,
        List<Asked> requests) {

    public record NodeState(
            String name, boolean dialing, @Nullable String blockedReason) {}

    /** @param line is the phone on the line? */
    public record AgentState(
            UUID id,
            String code,
            String name,
            String presence,
            Instant since,
            boolean line,
            @Nullable String pauseReason,
            @Nullable UUID callbackId,
            @Nullable String customerName) {}

    /**
     * @param ringBasis from which signal the ring is measured (R32); null before any
     * @param ringFloorMs how long an unanswered customer rings at least, by the rules that this attempt obeys
     */
    public record Call(
            UUID attemptId,
            UUID callbackId,
            String campaign,
            @Nullable String agentCode,
            String customerName,
            String state,
            Instant since,
            int seq,
            @Nullable String ringBasis,
            long ringFloorMs) {}

    /** @param nextDueAt of those that are due later */
    public record Queue(
            long due,
            long later,
            @Nullable Instant nextDueAt,
            long wrapUp,
            long review,
            long unknown,
            long doneToday,
            long exhaustedToday) {}

    public record Alarm(
            String kind,
            String subject,
            String detail,
            Instant raisedAt,
            @Nullable Instant clearedAt) {}

    public record Ended(
            UUID attemptId,
            UUID callbackId,
            String campaign,
            String customerName,
            @Nullable String agentCode,
            String outcome,
            long ringMs,
            @Nullable String ringBasis,
            long talkMs,
            boolean counted,
            @Nullable Integer q850,
            @Nullable Integer sipCode,
            Instant endedAt,
            @Nullable String recording) {}

    /**
     * What a customer asked another employee for and nobody has read yet (R45).
     *
     * @param agentId whom it concerns; null: whoever is there
     */
    public record Asked(
            UUID id,
            Instant takenAt,
            String takenBy,
            UUID callbackId,
            String customerName,
            Instant wishedAt,
            String note,
            @Nullable UUID agentId) {}

    /** Nothing to see is new, only the time. */
    public boolean showsTheSameAs(Board other) {
        return withTime(Instant.EPOCH).equals(other.withTime(Instant.EPOCH));
    }

    private Board withTime(Instant time) {
        return new Board(time, node, agents, calls, queue, alarms, recent, requests);
    }
}
