package org.huifang;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.huifang.access.HearingRight;
import org.huifang.agent.AgentLines;
import org.huifang.agent.Desks;
import org.huifang.audit.Audit;
import org.huifang.callback.CustomerRequests;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.dialing.CallListener;
import org.huifang.dialing.DialGate;
import org.huifang.dialing.DialLimits;
import org.huifang.dialing.Dialing;
import org.huifang.dialing.NodeLease;
import org.huifang.recording.RecordingFindings;
import org.huifang.recording.RecordingNode;
import org.huifang.recording.RecordingPauses;
import org.huifang.recording.RecordingRoom;
import org.huifang.recording.store.S3Settings;
import org.huifang.telephony.CallEvent;
import org.huifang.telephony.Telephony;
import org.huifang.telephony.ami.AmiAddress;
import org.huifang.telephony.ami.AmiTelephony;
import org.huifang.web.FindingRoutes;
import org.huifang.web.HealthCheck;
import org.huifang.web.PresenceRoutes;
import org.huifang.web.RecordingRoutes;
import org.huifang.web.Routes;
import org.huifang.web.StoreRoutes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the rooms that make calls and keep their sound: telephony, agents' lines, dialing, recording. */
final class CallWiring {
    private static final Logger log = LoggerFactory.getLogger(CallWiring.class);
    private static final long HINT_RECONNECT_MILLIS = 1_000;

    private final Database database;
    private final HearingRight hearing;
    private final NodeLease lease;
    private final Telephony telephony;
    private final RecordingRoom recording;
    private final RecordingFindings findings;
    private final RecordingPauses pauses;
    private final Dialing dialing;
    private final DialGate gate = new DialGate();
    private final PgSubscriber hints;
    private final Runnable changed;

    /**
     * @param lease taken already: recordings and attempts carry its node
     * @param changed told when anything changed that a live board shows
     */
    CallWiring(
            Vertx vertx,
            Database database,
            DatabaseAddress address,
            ServerConfig config,
            Clock clock,
            NodeLease lease,
            WorkingDays workingDays,
            Desks desks,
            MeterRegistry metrics,
            Runnable changed) {
        this.database = database;
        this.hearing = new HearingRight(database, clock);
        this.findings = new RecordingFindings(database, new Audit(clock), clock);
        this.lease = lease;
        this.changed = changed;
        this.telephony = new AmiTelephony(
                config.node().name(), ami(config), config.asterisk().celFile(), clock);
        this.recording = recording(vertx, database, config, clock, metrics);
        this.pauses = recording.pauses(telephony);
        var lines = new AgentLines(database, desks, telephony, vertx, clock);
        this.dialing = new Dialing(
                vertx,
                database,
                clock,
                telephony,
                lease,
                lines,
                workingDays,
                gate,
                limits(config.dialing()),
                NumberKeys.readFrom(config.keys().folder()),
                config.asterisk().spool(),
                metrics,
                new Listener());
        gate.add("recording", recording.gate()::blockedReason);
        lease.onSuperseded(this::standDown);
        recording.gate().onChange(this::gateMoved);
        this.hints = PgSubscriber.subscriber(
                vertx,
                new PgConnectOptions()
                        .setHost(address.host())
                        .setPort(address.port())
                        .setDatabase(address.database())
                        .setUser(address.user())
                        .setPassword(address.password()));
        hints.reconnectPolicy(tries -> {
            // Hints of the gap are lost: look once the connection should be there again.
            vertx.setTimer(2 * HINT_RECONNECT_MILLIS, tick -> dialing.wake());
            return HINT_RECONNECT_MILLIS;
        });
    }

    Future<Void> start() {
        return recording.start().compose(done -> hints.connect()).map(done -> {
            dialing.listenForHints(hints);
            hints.channel(CustomerRequests.CHANNEL).handler(hint -> changed.run());
            dialing.start();
            pauses.start();
            return null;
        });
    }

    Dialing dialing() {
        return dialing;
    }

    HearingRight hearing() {
        return hearing;
    }

    RecordingRoom recording() {
        return recording;
    }

    List<Routes> routes() {
        return List.of(
                new FindingRoutes(findings),
                new RecordingRoutes(hearing, recording.catalog(), recording.sounds(), recording.waveforms()),
                new StoreRoutes(recording.keeping().moves(), recording.keeping().comparisons()),
                new PresenceRoutes(database, dialing, pauses));
    }

    List<HealthCheck> healthChecks() {
        return List.of(
                new HealthCheck("ami", () -> Future.succeededFuture(telephony.linked() ? "" : "AMI is not connected")),
                new HealthCheck(
                        "recording",
                        () -> Future.succeededFuture(
                                recording.gate().blockedReason().orElse(""))),
                new HealthCheck(
                        "dialing",
                        () -> Future.succeededFuture(gate.closedBecause().orElse(""))));
    }

    /** No new call; live calls end, and their sound is sealed. */
    Future<Void> drain() {
        return dialing.drain().compose(done -> recording.sealer().drained());
    }

    Future<Void> stop() {
        dialing.stop();
        pauses.stop();
        return hints.close().eventually(recording::stop);
    }

    private RecordingRoom recording(
            Vertx vertx, Database database, ServerConfig config, Clock clock, MeterRegistry metrics) {
        var settings = new RecordingRoom.Settings(
                config.asterisk().spool(),
                config.recording().store(),
                config.recording().workers(),
                config.recording().minFreeMb(),
                config.keys().folder(),
                objectStore(config.objectStore()),
                config.objectStore() != null && config.objectStore().sealInto());
        try {
            return new RecordingRoom(
                    vertx,
                    database,
                    new Audit(clock),
                    clock,
                    settings,
                    new RecordingNode(lease.id(), lease.name()),
                    telephony::probeRecording,
                    metrics,
                    CrashPoint::reached);
        } catch (IOException e) {
            throw new ConfigException("keys.folder", config.keys().folder(), String.valueOf(e.getMessage()));
        }
    }

    static @Nullable S3Settings objectStore(ServerConfig.@Nullable ObjectStore store) {
        return store == null
                ? null
                : new S3Settings(
                        store.endpoint(),
                        store.region(),
                        store.bucket(),
                        store.prefix(),
                        store.credentialsFile(),
                        store.allowUnlocked());
    }

    /** Another process runs under our name: it takes our calls up, so we let go of the PBX and of the spool. */
    private void standDown() {
        dialing.stop();
        pauses.stop();
        recording.stop().onFailure(e -> log.error("recording does not let go of the spool", e));
        changed.run();
    }

    private void gateMoved() {
        changed.run();
        if (recording.gate().blockedReason().isEmpty()) {
            dialing.wake();
        }
    }

    private static DialLimits limits(ServerConfig.Dialing dialing) {
        return new DialLimits(
                Duration.ofSeconds(dialing.ringWaitSeconds()),
                Duration.ofSeconds(dialing.lostLineSeconds()),
                Duration.ofSeconds(dialing.maxCallSeconds()));
    }

    private static AmiAddress ami(ServerConfig config) {
        var asterisk = config.asterisk();
        try {
            String secret = Files.readString(asterisk.secretFile()).strip();
            return new AmiAddress(asterisk.host(), asterisk.port(), asterisk.user(), secret);
        } catch (IOException e) {
            throw new ConfigException(
                    "asterisk.secret_file",
                    asterisk.secretFile(),
                    "cannot be read (" + e.getMessage() + "); name the file that holds the AMI secret");
        }
    }

    /** Hands over what dialing tells to those whom it concerns. */
    private final class Listener implements CallListener {
        @Override
        public void answered(UUID attempt, Instant at) {
            recording.watch().answered(attempt, at);
        }

        @Override
        public void ended(UUID attempt, boolean answered) {
            if (answered) {
                recording.watch().ended(attempt);
                recording.sealer().ended(attempt);
            }
        }

        @Override
        public void linkUp(CallEvent.LinkUp link) {
            recording.proveAgain("the link to the PBX was away");
        }

        @Override
        public void changed() {
            changed.run();
        }
    }
}
