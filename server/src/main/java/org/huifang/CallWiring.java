package org.huifang;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import org.huifang.agent.AgentLines;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.dialing.CallListener;
import org.huifang.dialing.DialGate;
import org.huifang.dialing.DialLimits;
import org.huifang.dialing.Dialing;
import org.huifang.dialing.NodeLease;
import org.huifang.telephony.Telephony;
import org.huifang.telephony.ami.AmiAddress;
import org.huifang.telephony.ami.AmiTelephony;

/** Wires the rooms that make calls: telephony, agents' lines, dialing. */
final class CallWiring {
    private static final long HINT_RECONNECT_MILLIS = 1_000;

    private final Vertx vertx;
    private final WorkingDays workingDays;
    private final NodeLease lease;
    private final Telephony telephony;
    private final Dialing dialing;
    private final PgSubscriber hints;

    CallWiring(
            Vertx vertx,
            Database database,
            DatabaseAddress address,
            ServerConfig config,
            Clock clock,
            DialGate gate,
            CallListener listener) {
        this.vertx = vertx;
        var limits = config.dialing();
        this.workingDays = new WorkingDays(database);
        this.lease =
                new NodeLease(database, vertx, clock, config.node().name(), Duration.ofSeconds(limits.leaseSeconds()));
        this.telephony = new AmiTelephony(
                new AmiAddress(
                        config.asterisk().host(),
                        config.asterisk().port(),
                        config.asterisk().user(),
                        secret(config)),
                config.asterisk().celFile(),
                clock);
        var lines = new AgentLines(database, telephony, vertx, clock);
        this.dialing = new Dialing(
                vertx,
                database,
                clock,
                telephony,
                lease,
                lines,
                workingDays,
                gate,
                new DialLimits(
                        Duration.ofSeconds(limits.ringWaitSeconds()),
                        Duration.ofSeconds(limits.lostLineSeconds()),
                        Duration.ofSeconds(limits.maxCallSeconds())),
                listener);
        this.hints = PgSubscriber.subscriber(
                vertx,
                new PgConnectOptions()
                        .setHost(address.host())
                        .setPort(address.port())
                        .setDatabase(address.database())
                        .setUser(address.user())
                        .setPassword(address.password()));
        hints.reconnectPolicy(tries -> HINT_RECONNECT_MILLIS);
    }

    Future<Void> start() {
        return lease.start()
                .compose(done -> workingDays.load())
                .compose(done -> hints.connect())
                .map(done -> {
                    dialing.listenForHints(hints);
                    dialing.start();
                    return null;
                });
    }

    NodeLease lease() {
        return lease;
    }

    Telephony telephony() {
        return telephony;
    }

    Dialing dialing() {
        return dialing;
    }

    Future<Void> stop() {
        dialing.stop();
        return hints.close();
    }

    private static String secret(ServerConfig config) {
        try {
            return Files.readString(config.asterisk().secretFile()).strip();
        } catch (IOException e) {
            throw new ConfigException(
                    "asterisk.secret_file",
                    config.asterisk().secretFile(),
                    "cannot be read (" + e.getMessage() + "); name the file that holds the AMI secret");
        }
    }
}
