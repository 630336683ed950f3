package org.huifang.agent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.huifang.db.Database;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.LiveChannel;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents' nailed-up lines of this server: a phone is called (or calls) once per shift and stays. Notices lines that
 * come and go, keeps presence in step, and calls a phone again whose agent still wants to work. All on one context.
 */
public final class AgentLines {
    private static final Logger log = LoggerFactory.getLogger(AgentLines.class);
    private static final int NORMAL_CLEARING = 16;
    private static final long NOTE_AGAIN_MILLIS = 1_000;

    private final AgentStore store;
    private final PhoneCalls phones;
    private final DeskMarks marks;
    private final ForgottenAgents forgotten;
    private final Telephony telephony;
    private final Vertx vertx;
    private final Clock clock;
    private final Map<String, AgentLine> byLine = new HashMap<>();
    private final Map<UUID, AgentLine> byAgent = new HashMap<>();

    /** Lines that have come and are not noted yet because the database is away. */
    private final Set<String> unnoted = new HashSet<>();

    private UUID node = new UUID(0, 0);
    private @Nullable AgentListener listener;

    public AgentLines(Database database, Desks desks, Telephony telephony, Vertx vertx, Clock clock) {
        this.store = new AgentStore(database);
        this.marks = new DeskMarks(desks, telephony, vertx);
        this.forgotten = new ForgottenAgents(store, vertx, clock);
        this.phones = new PhoneCalls(store, telephony, vertx);
        this.telephony = telephony;
        this.vertx = vertx;
        this.clock = clock;
    }

    public void start(UUID node, AgentListener listener) {
        this.node = node;
        this.listener = listener;
        phones.start(node);
        marks.start(this, listener);
    }

    public void stop() {
        phones.stop();
    }

    /**
     * Frees agents whom no live attempt explains, and tells of those who wait without anybody knowing.
     *
     * @param known those who are known to wait
     */
    public void releaseStranded(Predicate<UUID> known) {
        forgotten.look(node, agent -> byAgent.containsKey(agent) && !known.test(agent), this::tell);
    }

    public Optional<AgentLine> lineOf(UUID agent) {
        return Optional.ofNullable(byAgent.get(agent));
    }

    /** Brings memory and database in step with the lines that the PBX really has: at start and after a lost link. */
    public Future<Void> reconcile(List<LiveChannel> channels) {
        Instant now = clock.instant();
        phones.forgetAll();
        return store.releaseStranded(node, now)
                .compose(done -> store.ofNode(node))
                .compose(known -> {
                    byLine.clear();
                    byAgent.clear();
                    Future<Void> all = Future.succeededFuture();
                    for (var agent : known) {
                        if (!agent.line().line().isEmpty()
                                && channels.stream()
                                        .noneMatch(
                                                c -> c.id().equals(agent.line().line()))) {
                            remember(agent.line());
                            all = all.compose(ignored -> gone(agent.line().line(), null, false));
                        }
                        scheduleAfterCall(agent);
                    }
                    for (LiveChannel channel : channels) {
                        if (channel.line()
                                || known.stream()
                                        .anyMatch(agent -> agent.line().line().equals(channel.id()))) {
                            all = all.compose(ignored -> idle(channel.endpoint(), channel.id(), channel.name()));
                        }
                    }
                    return all;
                })
                .onSuccess(done -> phones.callMissing());
    }

    public void onEvent(CallEvent event) {
        if (event instanceof CallEvent.Ended ended) {
            unnoted.remove(ended.channel());
            phones.over(ended.channel());
        } else if (event instanceof CallEvent.LineIdle idle) {
            phones.over(idle.line());
        }
        if (event instanceof CallEvent.LineIdle idle) {
            boolean known = byLine.containsKey(idle.line());
            if (!known) {
                idle(idle.endpoint(), idle.line(), idle.channel());
            }
        } else if (event instanceof CallEvent.Ended ended && byLine.containsKey(ended.channel())) {
            gone(ended.channel(), ended.q850(), ended.q850() != null && ended.q850() == NORMAL_CLEARING);
        } else if (event instanceof CallEvent.PhoneUnreachable phone) {
            line(phone.endpoint()).ifPresent(line -> {
                log.warn("agent's phone does not answer agent={} line={}", line.code(), line.line());
                telephony.hangup(line.line());
            });
        } else if (event instanceof CallEvent.PhoneReachable) {
            phones.callMissing();
        }
    }

    /** The agent asks to be ready, to pause or to leave; during a call it takes effect at its end. */
    public Future<Boolean> want(UUID agent, Wanted wanted, @Nullable String reason) {
        return store.want(agent, wanted, reason, clock.instant()).map(changed -> {
            changed.ifPresent(c -> {
                tell(c);
                if (wanted == Wanted.LOGGED_OUT && !c.line().line().isEmpty() && !busy(c)) {
                    telephony.hangup(c.line().line());
                } else if (wanted != Wanted.LOGGED_OUT && c.line().line().isEmpty()) {
                    phones.call(c.line());
                }
            });
            return changed.isPresent();
        });
    }

    /** The agent's phone is to ring now, unless its line is there. */
    public Future<Void> callPhone(UUID agent) {
        return store.byId(agent).map(found -> {
            found.filter(a -> a.line().line().isEmpty()).ifPresent(a -> phones.call(a.line()));
            return null;
        });
    }

    /** Tells the listener what the database says of an agent. */
    public void tellAgain(UUID agent) {
        store.byId(agent)
                .onSuccess(found -> found.ifPresent(this::tell))
                .onFailure(e -> vertx.setTimer(1_000, tick -> tellAgain(agent)));
    }

    /** After a call: time for notes until then, ready afterwards. */
    public void afterCall(UUID agent, Instant until) {
        long millis = Math.max(1, Duration.between(clock.instant(), until).toMillis());
        vertx.setTimer(
                millis,
                tick -> store.afterCallOver(agent, clock.instant())
                        .onSuccess(changed -> changed.ifPresent(this::tell))
                        .onFailure(e -> {
                            log.warn("after-call time not ended yet agent={} why=\"{}\"", agent, e.getMessage());
                            afterCall(agent, clock.instant().plusSeconds(1));
                        }));
    }

    private Future<Void> idle(String endpoint, String line, String channel) {
        return store.lineIdle(endpoint, line, channel, node, clock.instant())
                .<Void>map(changed -> {
                    if (changed.isEmpty()) {
                        log.warn("a phone without an agent has a line endpoint={} line={}", endpoint, line);
                        telephony.hangup(line);
                    }
                    changed.ifPresent(c -> {
                        log.info(
                                "agent's line is up agent={} line={} presence={}",
                                c.line().code(),
                                line,
                                c.presence());
                        AgentLine before = byAgent.get(c.line().agent());
                        if (before != null && !before.line().equals(line)) {
                            byLine.remove(before.line());
                            telephony.hangup(before.line());
                        }
                        remember(c.line());
                        // Before a waiting customer comes to this line and takes the mark over.
                        marks.lineIsUp(c.line());
                        listener().lineBack(c.line());
                        tell(c);
                    });
                    return null;
                })
                .onFailure(e -> {
                    log.warn("line not noted yet endpoint={} line={} why=\"{}\"", endpoint, line, e.getMessage());
                    if (unnoted.add(line)) {
                        vertx.setTimer(NOTE_AGAIN_MILLIS, tick -> {
                            if (unnoted.remove(line)) {
                                idle(endpoint, line, channel);
                            }
                        });
                    }
                });
    }

    private Future<Void> gone(String line, @Nullable Integer q850, boolean leaves) {
        AgentLine known = byLine.remove(line);
        if (known == null) {
            return Future.succeededFuture();
        }
        byAgent.remove(known.agent(), known);
        log.info("agent's line is gone agent={} line={} q850={}", known.code(), line, q850);
        listener().notReady(known.agent());
        listener().lineLost(known, q850);
        return noteGone(known, leaves);
    }

    private Future<Void> noteGone(AgentLine known, boolean leaves) {
        return store.lineGone(known.line(), leaves, clock.instant())
                .<Void>map(changed -> {
                    changed.filter(this::busy).ifPresent(c -> phones.call(c.line()));
                    return null;
                })
                .recover(e -> {
                    log.warn("lost line not noted yet agent={} why=\"{}\"", known.code(), e.getMessage());
                    vertx.setTimer(NOTE_AGAIN_MILLIS, tick -> noteGone(known, leaves));
                    return Future.succeededFuture();
                });
    }

    private void tell(AgentStore.Changed changed) {
        if (changed.presence().equals("READY") && !changed.line().line().isEmpty()) {
            listener().ready(changed.line().ready());
        } else {
            listener().notReady(changed.line().agent());
        }
    }

    private void scheduleAfterCall(AgentStore.Changed agent) {
        if (agent.presence().equals("AFTER_CALL")) {
            afterCall(agent.line().agent(), agent.afterCallUntil() == null ? clock.instant() : agent.afterCallUntil());
        }
    }

    /** All lines that are there now. */
    Collection<AgentLine> all() {
        return List.copyOf(byLine.values());
    }

    private Optional<AgentLine> line(String endpoint) {
        Collection<AgentLine> lines = byLine.values();
        return lines.stream().filter(line -> line.endpoint().equals(endpoint)).findFirst();
    }

    private boolean busy(AgentStore.Changed changed) {
        return changed.presence().equals("RESERVED") || changed.presence().equals("ON_CALL");
    }

    private void remember(AgentLine line) {
        byLine.put(line.line(), line);
        byAgent.put(line.agent(), line);
    }

    private AgentListener listener() {
        if (listener == null) {
            throw new IllegalStateException("not started");
        }
        return listener;
    }
}
