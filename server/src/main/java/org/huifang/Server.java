package org.huifang;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.huifang.access.AccessRoom;
import org.huifang.access.KeyRotationRequests;
import org.huifang.archive.ArchiveFolder;
import org.huifang.archive.ArchiveRoom;
import org.huifang.audit.Audit;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.Migration;
import org.huifang.dialing.NodeLease;
import org.huifang.evidence.EvidenceRoom;
import org.huifang.ledger.LedgerRoom;
import org.huifang.message.MessageNode;
import org.huifang.message.MessageRoom;
import org.huifang.quality.QualityRoom;
import org.huifang.quality.RectificationRoom;
import org.huifang.retention.RetentionRoom;
import org.huifang.web.AccessRoutes;
import org.huifang.web.ArchiveRoutes;
import org.huifang.web.EvidenceRoutes;
import org.huifang.web.GatewayRoutes;
import org.huifang.web.HealthCheck;
import org.huifang.web.KeyRoutes;
import org.huifang.web.LedgerRoutes;
import org.huifang.web.RectificationRoutes;
import org.huifang.web.RetentionRoutes;
import org.huifang.web.Routes;
import org.huifang.web.SampleRoutes;
import org.huifang.web.ScoreRoutes;
import org.huifang.web.ViolationRoutes;
import org.huifang.web.WebRoom;
import org.jspecify.annotations.Nullable;

/** The whole server, wired by constructor. */
public final class Server {
    /** Requests are measured; each statement, queue and message inside costs more to measure than it tells. */
    private static final MicrometerMetricsOptions METRICS = new MicrometerMetricsOptions()
            .setEnabled(true)
            .setDisabledMetricsCategories(Stream.of(MetricsDomain.values())
                    .filter(domain -> domain != MetricsDomain.HTTP_SERVER)
                    .map(MetricsDomain::toCategory)
                    .collect(Collectors.toSet()));

    private final ServerConfig config;
    private final Clock clock;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx;
    private @Nullable DatabaseStart databaseStart;
    private @Nullable Database database;
    private @Nullable OfficeWiring office;
    private @Nullable CallWiring calls;
    private @Nullable MessageRoom messages;
    private @Nullable LedgerRoom ledger;
    private @Nullable RetentionRoom retention;
    private @Nullable QualityRoom quality;
    private @Nullable RectificationRoom rectification;
    private @Nullable EvidenceRoom evidence;
    private @Nullable ArchiveRoom archives;
    private @Nullable WebRoom web;

    public Server(ServerConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(METRICS))
                .withMetrics(new MicrometerMetricsFactory(metrics))
                .build();
    }

    /** Fails with one clear line where something that is needed is missing. */
    public Future<Void> start() {
        return vertx.<DatabaseStart>executeBlocking(() -> {
                    DatabaseStart opened = DatabaseStart.open(config.database(), clock);
                    if (opened.embedded() != null) {
                        NumberKeys.make(config.keys().folder());
                    }
                    Migration.check(opened.server());
                    return opened;
                })
                .compose(opened -> {
                    databaseStart = opened;
                    // Hibernate waits for the database while it builds its factory: not on the event loop.
                    return vertx.executeBlocking(() -> new Database(
                                    vertx, opened.server(), config.database().pool(), OfficeWiring.ENTITIES))
                            .compose(ready -> startOn(opened, ready));
                });
    }

    private Future<Void> startOn(DatabaseStart opened, Database started) {
        database = started;
        var lease = new NodeLease(
                started,
                vertx,
                clock,
                config.node().name(),
                Duration.ofSeconds(config.dialing().leaseSeconds()));
        var ledgerSettings =
                new LedgerRoom.Settings(config.keys().folder(), config.ledger().witnessesFile());
        return lease.start()
                .compose(taken -> LedgerRoom.open(vertx, started, clock, ledgerSettings, metrics))
                .compose(witnessed -> {
                    ledger = witnessed;
                    var wired = new OfficeWiring(vertx, started, config, clock);
                    office = wired;
                    var wiredCalls = new CallWiring(
                            vertx,
                            started,
                            opened.server(),
                            config,
                            clock,
                            lease,
                            wired.workingDays(),
                            wired.desks(),
                            metrics,
                            wired.boardFeed()::changed);
                    calls = wiredCalls;
                    var room = new MessageRoom(
                            vertx,
                            started,
                            clock,
                            new MessageNode(lease.id(), lease.name(), lease.epoch(), lease::valid),
                            NumberKeys.readFrom(config.keys().folder()),
                            config.messages().gatewaysFile(),
                            Duration.ofMinutes(config.messages().backlogMinutes()),
                            metrics,
                            wired.boardFeed()::changed);
                    messages = room;
                    var checks = new ArrayList<HealthCheck>(List.of(new HealthCheck(
                            "database",
                            () -> started.pool().query("SELECT 1").execute().map(""))));
                    checks.addAll(wiredCalls.healthChecks());
                    var routes = new ArrayList<Routes>(wired.routes());
                    routes.addAll(wiredCalls.routes());
                    routes.add(new LedgerRoutes(witnessed.states()));
                    routes.add(new GatewayRoutes(room.gateways(), room.inbound()));
                    var recordings = wiredCalls.recording();
                    var access = new AccessRoom(
                            started,
                            wiredCalls.hearing(),
                            recordings.catalog(),
                            recordings.marker(),
                            new Audit(clock),
                            clock);
                    var kept = new RetentionRoom(
                            vertx,
                            started,
                            opened.purger() == null
                                    ? null
                                    : Database.poolOf(vertx, opened.purger(), "huifang-purge", 2),
                            access.second(),
                            recordings.store(),
                            witnessed.witnessTime()::latest,
                            new Audit(clock),
                            clock,
                            config.node().name(),
                            CrashPoint::reached);
                    retention = kept;
                    var auditing = new QualityRoom(
                            vertx, started, access.hearing(), new Audit(clock), clock, CrashPoint::reached);
                    quality = auditing;
                    var numberKeys = NumberKeys.readFrom(config.keys().folder());
                    routes.add(new SampleRoutes(auditing, started, numberKeys, clock));
                    routes.add(new ScoreRoutes(auditing, started, numberKeys, clock));
                    var rectified = new RectificationRoom(
                            vertx,
                            started,
                            wired.workingDays(),
                            new Audit(clock),
                            clock,
                            wired.boardFeed()::changed,
                            CrashPoint::reached);
                    rectification = rectified;
                    routes.add(new RectificationRoutes(rectified, access.hearing(), started, numberKeys, clock));
                    routes.add(new ViolationRoutes(rectified));
                    var archived = archives(started, access, wiredCalls, witnessed);
                    archives = archived;
                    routes.add(new ArchiveRoutes(archived));
                    var rotations = recordings.keeping().rotations();
                    routes.add(new KeyRoutes(
                            rotations,
                            new KeyRotationRequests(started, access.second(), rotations, new Audit(clock), clock)));
                    routes.add(new AccessRoutes(access));
                    routes.add(new RetentionRoutes(kept));
                    var packages = new EvidenceRoom(
                            vertx,
                            started,
                            access.hearing(),
                            recordings.catalog(),
                            recordings.plain(),
                            witnessed.proofs(),
                            new Audit(clock),
                            clock,
                            config.node().name(),
                            CrashPoint::reached);
                    evidence = packages;
                    routes.add(new EvidenceRoutes(packages));
                    var front = new WebRoom(
                            vertx, config.http(), config.management(), wired.sessions(), routes, checks, metrics);
                    web = front;
                    return wired.start()
                            .compose(ready -> front.start())
                            .compose(ready -> wiredCalls.start())
                            .onSuccess(ready -> {
                                room.start();
                                witnessed.start();
                                kept.start();
                                rectified.start();
                                packages.start();
                                archived.start();
                                witnessed.scrub(
                                        opened.server(),
                                        wiredCalls.recording().store(),
                                        config.ledger().scrubMbPerSecond(),
                                        Duration.ofHours(config.ledger().scrubHours()));
                            });
                });
    }

    private ArchiveRoom archives(Database started, AccessRoom access, CallWiring calls, LedgerRoom ledger) {
        var node = config.node().name();
        return new ArchiveRoom(
                vertx,
                started,
                access.second(),
                calls.hearing(),
                calls.recording().catalog(),
                calls.recording().plain(),
                ledger.proofs(),
                config.archive() == null
                        ? null
                        : ArchiveFolder.in(
                                config.archive().folder(),
                                node,
                                (long) config.archive().minFreeMb() << 20),
                new Audit(clock),
                clock,
                node,
                CrashPoint::reached);
    }

    /** The port that browsers use. */
    public int port() {
        return web == null ? config.http().port() : web.port();
    }

    public int managementPort() {
        return web == null ? config.management().port() : web.managementPort();
    }

    /** Why this server does not dial now; empty while it does. */
    public Optional<String> closedBecause() {
        return calls == null ? Optional.of("STARTING") : calls.dialing().closedBecause();
    }

    /** No new call; those under way end, and what they became is written and sealed. */
    public Future<Void> drain() {
        return calls == null
                ? Future.succeededFuture()
                : calls.drain().compose(done -> messages == null ? Future.succeededFuture() : messages.drain());
    }

    public Future<Void> stop() {
        Future<Void> stopped = web == null ? Future.succeededFuture() : web.stop();
        if (evidence != null) {
            evidence.stop();
        }
        if (rectification != null) {
            rectification.stop();
        }
        return stopped.eventually(() -> quality == null ? Future.succeededFuture() : quality.stop())
                .eventually(() -> archives == null ? Future.succeededFuture() : archives.stop())
                .eventually(() -> retention == null ? Future.succeededFuture() : retention.stop())
                .eventually(() -> {
                    if (ledger != null) {
                        ledger.stop(); // archives and purges under way ask it
                    }
                    return Future.succeededFuture();
                })
                .eventually(() -> messages == null ? Future.succeededFuture() : messages.stop())
                .eventually(() -> calls == null ? Future.succeededFuture() : calls.stop())
                .eventually(() -> office == null ? Future.succeededFuture() : office.stop())
                .eventually(() -> database == null ? Future.succeededFuture() : database.close())
                .eventually(() -> vertx.executeBlocking(() -> {
                    if (databaseStart != null) {
                        databaseStart.close();
                    }
                    return true;
                }))
                .eventually(() -> vertx.close());
    }
}
