package org.huifang;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.huifang.access.HearingRight;
import org.huifang.agent.Desks;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditSequencer;
import org.huifang.callback.CallRefusals;
import org.huifang.callback.CallbackBatch;
import org.huifang.callback.CallbackDecisions;
import org.huifang.callback.CustomerRequests;
import org.huifang.callback.Dispositions;
import org.huifang.callback.Replanning;
import org.huifang.callback.RequestedCustomers;
import org.huifang.campaign.Calendars;
import org.huifang.campaign.Campaigns;
import org.huifang.campaign.WorkingDays;
import org.huifang.customer.Customer;
import org.huifang.customer.CustomerBatch;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.ToldNumbers;
import org.huifang.db.Database;
import org.huifang.identity.OrgUnits;
import org.huifang.identity.PasswordWorker;
import org.huifang.identity.Sessions;
import org.huifang.identity.Users;
import org.huifang.intake.FolderImport;
import org.huifang.intake.Imports;
import org.huifang.intake.WatchedFolder;
import org.huifang.planning.PlanningRoom;
import org.huifang.rehearsal.DryRun;
import org.huifang.report.Board;
import org.huifang.report.BoardReader;
import org.huifang.report.LiveFeed;
import org.huifang.search.SearchRoom;
import org.huifang.web.OfficeRoutes;
import org.huifang.web.Routes;
import org.huifang.web.SearchRoutes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the rooms that need no telephone: people, customers, campaigns, imports, reports, and their routes. */
final class OfficeWiring {
    static final List<Class<?>> ENTITIES = List.of(Customer.class);

    private static final Logger log = LoggerFactory.getLogger(OfficeWiring.class);
    private static final long HOUSEKEEPING_MS = 3_600_000;

    private final Vertx vertx;
    private final Sessions sessions;
    private final PasswordWorker passwords;
    private final WorkingDays workingDays;
    private final AuditSequencer sequencer;
    private final Imports imports;
    private final PlanningRoom planning;
    private final @Nullable WatchedFolder folder;
    private final LiveFeed<Board> boardFeed;
    private final Desks desks;
    private final DryRun dryRun;
    private final OfficeRoutes routes;
    private final SearchRoom search;
    private final Routes searchRoutes;
    private final CallRefusals refusals;
    private long housekeeping = -1;
    private long refusing = -1;

    /** Reads {@code number.key}; fails with a clear line where it is missing. */
    OfficeWiring(Vertx vertx, Database database, ServerConfig config, Clock clock) {
        this.vertx = vertx;
        var keys = NumberKeys.readFrom(config.keys().folder());
        var audit = new Audit(clock);
        this.sequencer = new AuditSequencer(vertx, database, clock);
        this.passwords = new PasswordWorker(vertx);
        this.sessions = new Sessions(database, passwords, audit, clock);
        this.workingDays = new WorkingDays(database);
        var customerBatch = new CustomerBatch(keys, clock);
        var callbackBatch = new CallbackBatch(workingDays, clock);
        var campaigns = new Campaigns(database, audit, clock);
        this.planning = new PlanningRoom(
                vertx, database, workingDays, audit, clock, config.node().name());
        this.imports = new Imports(
                vertx,
                database,
                audit,
                clock,
                config.node().name(),
                customerBatch,
                campaigns,
                callbackBatch,
                planning.eventBatch());
        this.folder = config.intake() == null ? null : watched(vertx, database, config.intake(), config, clock);
        var boardReader = new BoardReader(database, config.node().name(), clock);
        this.boardFeed = new LiveFeed<>(vertx, "board", 150, boardReader::read, Board::showsTheSameAs);
        var importFeed = new LiveFeed<>(vertx, "imports", 400, imports::list, List::equals);
        imports.onChange(() -> {
            importFeed.changed();
            planning.hint();
        });
        this.desks = new Desks(vertx);
        this.refusals = new CallRefusals(database, clock);
        this.dryRun = new DryRun(vertx, database, workingDays, clock);
        this.search = new SearchRoom(database, keys, audit, clock);
        this.searchRoutes = new SearchRoutes(search, new HearingRight(database, clock), new OrgUnits(database));
        this.routes = new OfficeRoutes(
                vertx,
                database,
                clock,
                keys,
                audit,
                sessions,
                new Users(database, passwords, audit, clock),
                campaigns,
                customerBatch,
                callbackBatch,
                new CallbackDecisions(database, workingDays, audit, clock),
                new Dispositions(database, new ToldNumbers(keys), workingDays, audit, clock),
                new CustomerRequests(
                        new RequestedCustomers(customerBatch, new ToldNumbers(keys)), callbackBatch, audit, clock),
                new Replanning(database, workingDays, clock),
                imports,
                boardReader,
                boardFeed,
                importFeed,
                desks,
                dryRun,
                planning,
                new Calendars(database, workingDays, audit));
    }

    Sessions sessions() {
        return sessions;
    }

    List<Routes> routes() {
        return Stream.concat(routes.all().stream(), Stream.of(searchRoutes)).toList();
    }

    /** Rooms tell it when the board may show something new. */
    LiveFeed<Board> boardFeed() {
        return boardFeed;
    }

    /** Told by the pages who sits at a desk. */
    Desks desks() {
        return desks;
    }

    WorkingDays workingDays() {
        return workingDays;
    }

    Future<Void> start() {
        return workingDays.load().compose(loaded -> recoverImports()).map(interrupted -> {
            sequencer.start();
            refusing = vertx.setPeriodic(CallRefusals.EVERY_MS, timer -> refusals.run());
            planning.start();
            if (folder != null) {
                folder.start();
            }
            housekeeping = vertx.setPeriodic(HOUSEKEEPING_MS, timer -> forgetOld());
            return null;
        });
    }

    Future<Integer> recoverImports() {
        return imports.recover();
    }

    private WatchedFolder watched(
            Vertx vertx, Database database, ServerConfig.Intake intake, ServerConfig config, Clock clock) {
        return new WatchedFolder(
                vertx,
                intake.folder(),
                Duration.ofSeconds(intake.settleSeconds()),
                config.node().name(),
                new FolderImport(database, imports, clock, intake.unit()));
    }

    Imports imports() {
        return imports;
    }

    private void forgetOld() {
        sessions.forgetEnded()
                .compose(sessionsGone -> routes.forgetOld())
                .onFailure(failure -> log.warn("housekeeping failed cause={}", failure.toString()));
    }

    Future<Void> stop() {
        vertx.cancelTimer(housekeeping);
        vertx.cancelTimer(refusing);
        search.stop();
        return (folder == null ? Future.<Void>succeededFuture() : folder.stop())
                .eventually(planning::stop)
                .eventually(sequencer::stop)
                .eventually(imports::close)
                .eventually(dryRun::close)
                .eventually(() -> routes.close())
                .eventually(passwords::close);
    }
}
