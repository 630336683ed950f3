package org.huifang.dialing;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.huifang.agent.AgentLine;
import org.huifang.agent.AgentLines;
import org.huifang.agent.AgentListener;
import org.huifang.agent.ReadyAgent;
import org.huifang.agent.Wanted;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.Telephony;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room's front: wires its parts on one context, hands them what the PBX tells, and drains. Everything
 * that concerns a call of this server happens on that context, one thing after the other.
 */
public final class Dialing implements AgentListener {
    private static final Logger log = LoggerFactory.getLogger(Dialing.class);
    private final Vertx vertx;
    private final Context context;
    private final Telephony telephony;
    private final NodeLease lease;
    private final DialGate gate;
    private final AgentLines lines;
    private final CallFlow flow;
    private final DialLoop loop;
    private final LostLines lostLines;
    private final DeskTalks deskTalks;
    private final TimedWork timed;
    private final RingBacks ringBacks;
    private final PacingWatch pacing;
    private final PowerCalls power;
    private final MissedNotes missedNotes;
    private final AttemptWriter writer;
    private final CallListener listener;
    private final PbxStep step;
    private boolean draining;

    public Dialing(
            Vertx vertx,
            Database database,
            Clock clock,
            Telephony telephony,
            NodeLease lease,
            AgentLines lines,
            WorkingDays workingDays,
            DialGate gate,
            DialLimits limits,
            NumberKeys keys,
            Path spool,
            MeterRegistry metrics,
            CallListener listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.telephony = telephony;
        this.lease = lease;
        this.gate = gate;
        this.lines = lines;
        this.listener = listener;
        var rules = new RulesCache();
        var trunks = new TrunkBreaker(new TrunkAlarms(database, clock, listener::changed));
        this.writer = new AttemptWriter(database, vertx, context);
        var store = new AttemptStore(writer, lease);
        var answers = new AnswerStatistics(database, vertx, clock);
        this.flow = new CallFlow(
                vertx,
                context,
                clock,
                telephony,
                store,
                workingDays,
                answers,
                trunks,
                listener,
                limits,
                this::afterEnd,
                this::answeredWithoutAgent);
        var claimer = new Claimer(database, clock, lease, workingDays, rules);
        var placer = new CallPlacer(context, flow, telephony, lease, gate, limits);
        this.loop = new DialLoop(
                vertx,
                context,
                clock,
                claimer,
                new DealtCalls(database),
                placer,
                new Upcoming(claimer, trunks, this::overDials),
                gate,
                trunks,
                lines::tellAgain,
                this::leftOver);
        var powerClaimer = new PowerClaimer(database, clock, lease, claimer, rules);
        this.pacing = new PacingWatch(
                database,
                vertx,
                clock,
                powerClaimer,
                new PacingFigures(metrics),
                listener::changed,
                () -> context.runOnContext(ignored -> lookEverywhere()));
        this.power = new PowerCalls(
                vertx,
                context,
                clock,
                telephony,
                powerClaimer,
                claimer,
                flow,
                loop,
                placer,
                lines,
                gate,
                trunks,
                pacing);
        var rings = new RingBackStore(database, clock, lease, keys, rules, workingDays);
        this.ringBacks = new RingBacks(
                vertx,
                clock,
                telephony,
                rings,
                new RingBackClaimer(database, clock, lease, rings, workingDays),
                flow,
                loop,
                new RungTalks(vertx, context, clock, telephony, flow, loop, limits),
                gate);
        this.missedNotes = new MissedNotes(vertx, spool, rings, ringBacks);
        this.lostLines = new LostLines(vertx, clock, telephony, store, lines, flow, loop);
        this.deskTalks = new DeskTalks(clock, telephony, store, flow);
        var janitor = new AttemptJanitor(
                vertx,
                context,
                clock,
                telephony,
                lease,
                new Leftovers(database, rules),
                flow,
                store,
                this::pbxSince,
                lines::tellAgain,
                lostLines::customerAlone,
                power::waits);
        this.timed = new TimedWork(
                new Housekeeping(database, vertx, clock, workingDays, rules, loop::wake),
                new LateCallbacks(database, vertx, clock, listener::changed),
                new AppointmentWatch(database, vertx, clock, this::wake, listener::changed),
                new SpeakerWatch(database, vertx, clock, listener::changed),
                answers);
        this.step =
                new PbxStep(vertx, context, telephony, lines, flow, loop, janitor, ringBacks, missedNotes, listener);
        gate.add("link", () -> step.inStep() ? Optional.empty() : Optional.of("AMI_DOWN"));
        gate.add("drain", () -> draining ? Optional.of("DRAINING") : Optional.empty());
        gate.add("lease", () -> lease.valid() ? Optional.empty() : Optional.of("LEASE_LOST"));
    }

    /** After the lease was taken. */
    public void start() {
        context.runOnContext(own -> {
            lines.start(lease.id(), this);
            telephony.start(event -> context.runOnContext(ignored -> onEvent(event)));
            timed.start();
            pacing.start();
            step.start();
            lease.onBack(this::wake);
        });
    }

    /** A hint from anywhere, on any thread: something may be due, or dialing may be possible again. */
    public void wake() {
        context.runOnContext(ignored -> {
            ringBacks.wake();
            loop.wake();
            lookEverywhere();
        });
    }

    /** No new call; completes when those under way have ended and are written. */
    public Future<Void> drain() {
        Promise<Void> empty = Promise.promise();
        context.runOnContext(ignored -> {
            draining = true;
            ringBacks.close();
            log.info("draining live_attempts={}", flow.all().size());
            long[] timer = new long[1];
            timer[0] = vertx.setPeriodic(100, tick -> {
                if (flow.all().isEmpty() && writer.backlog() == 0 && ringBacks.nobodyWaits()) {
                    vertx.cancelTimer(timer[0]);
                    empty.tryComplete();
                }
            });
        });
        return empty.future();
    }

    public void stop() {
        step.stop();
        lines.stop();
        timed.stop();
        pacing.stop();
        missedNotes.stop();
        telephony.stop();
        lease.stop();
    }

    public Optional<String> closedBecause() {
        return gate.closedBecause();
    }

    /** What an agent asks for; on any thread. */
    public Future<Boolean> want(UUID agent, Wanted wanted, @Nullable String reason) {
        Promise<Boolean> done = Promise.promise();
        context.runOnContext(ignored -> lines.want(agent, wanted, reason).onComplete(done));
        return done.future().onSuccess(known -> listener.changed());
    }

    /** Calls an agent's phone now; on any thread. Does nothing while the line is there or the phone rings. */
    public Future<Void> callPhone(UUID agent) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> lines.callPhone(agent).onComplete(done));
        return done.future();
    }

    /** Ends the talk that an agent is in; on any thread. False: there is none on this server. */
    public Future<Boolean> endTalk(UUID agent) {
        Promise<Boolean> done = Promise.promise();
        context.runOnContext(ignored -> deskTalks.end(agent).onComplete(done));
        return done.future();
    }

    @Override
    public void ready(ReadyAgent agent) {
        servedFirst(agent.org(), () -> {
            loop.ready(agent);
            power.look(agent.org());
        });
        listener.changed();
    }

    private @Nullable Instant pbxSince() {
        return step.pbxSince();
    }

    private void leftOver(UUID org) {
        power.look(org);
    }

    private boolean overDials(UUID org) {
        return !pacing.overDialing(org).isEmpty();
    }

    private void answeredWithoutAgent(LiveAttempt attempt) {
        power.waits(attempt);
    }

    private void lookEverywhere() {
        loop.organisations().forEach(power::look);
    }

    /** Customers who are on the line come before those whom we would call. */
    private void servedFirst(UUID org, Runnable then) {
        if (power.anyWaits(org) || ringBacks.waits(org)) {
            power.serve(org).compose(done -> ringBacks.serve(org)).onComplete(done -> then.run());
        } else {
            then.run();
        }
    }

    @Override
    public void notReady(UUID agent) {
        loop.notReady(agent);
        listener.changed();
    }

    @Override
    public void lineLost(AgentLine line, @Nullable Integer q850) {
        lostLines.lineLost(line, q850);
    }

    @Override
    public void deskMarked(AgentLine line, boolean signedIn) {
        deskTalks.deskMarked(line, signedIn);
    }

    @Override
    public void lineBack(AgentLine line) {
        lostLines.lineBack(line);
    }

    private void onEvent(CallEvent event) {
        if (event instanceof CallEvent.LinkUp up) {
            listener.linkUp(up);
            step.linked(up.pbxSince());
        } else if (event instanceof CallEvent.LinkDown) {
            step.cut();
            listener.changed();
        } else if (event instanceof CallEvent.AgentLost lost) {
            lostLines.customerAlone(lost.attempt());
        } else if (event instanceof CallEvent.RingsUs rings) {
            ringBacks.rings(rings.channel(), rings.trunk(), rings.caller(), rings.at());
        } else {
            if (event instanceof CallEvent.Ended ended) {
                ringBacks.ended(ended.channel());
            }
            flow.onEvent(event);
            lines.onEvent(event);
        }
    }

    private void afterEnd(LiveAttempt attempt, Verdict verdict, Optional<AttemptStore.Ended> written) {
        if (written.isEmpty()) {
            // Written by somebody else, or by a try of ours whose answer got lost.
            Optional.ofNullable(LostLines.agentOf(attempt)).ifPresent(lines::tellAgain);
        }
        var next = verdict.otherNumber() == null ? verdict.next() : verdict.otherNumber();
        if (next instanceof org.huifang.callback.CallbackState.Waiting again) {
            loop.willBeDue(
                    attempt.claim.org(), attempt.claim.callback(), again.slot().from());
        }
        if (attempt.unassigned()) {
            power.look(attempt.claim.org());
        }
        written.ifPresent(ended -> {
            if ("READY".equals(ended.presence())) {
                lines.lineOf(ended.agent()).ifPresent(line -> ready(line.ready()));
            } else if ("AFTER_CALL".equals(ended.presence())
                    && verdict.next() instanceof org.huifang.callback.CallbackState.WrapUp wrapUp) {
                lines.afterCall(ended.agent(), wrapUp.until());
            }
        });
    }

    /** Listens for hints of other servers and of the intake; a hint is never data. */
    public void listenForHints(PgSubscriber subscriber) {
        subscriber.channel("huifang_due").handler(hint -> wake());
    }
}
