package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.util.List;
import org.huifang.agent.Agents;
import org.huifang.agent.Desks;
import org.huifang.audit.Audit;
import org.huifang.callback.CallbackBatch;
import org.huifang.callback.CallbackDecisions;
import org.huifang.callback.CorrectionTasks;
import org.huifang.callback.CustomerRequests;
import org.huifang.callback.Dispositions;
import org.huifang.callback.Replanning;
import org.huifang.campaign.Calendars;
import org.huifang.campaign.CampaignList;
import org.huifang.campaign.CampaignPresets;
import org.huifang.campaign.Campaigns;
import org.huifang.campaign.Trunks;
import org.huifang.customer.Conflicts;
import org.huifang.customer.Consents;
import org.huifang.customer.CustomerBatch;
import org.huifang.customer.Customers;
import org.huifang.customer.NumberKeys;
import org.huifang.customer.NumberStops;
import org.huifang.customer.PhoneStops;
import org.huifang.customer.StoppedNumbers;
import org.huifang.db.Database;
import org.huifang.dialing.PacingReader;
import org.huifang.identity.ApiTokens;
import org.huifang.identity.CallSettings;
import org.huifang.identity.OrgUnits;
import org.huifang.identity.Sessions;
import org.huifang.identity.Users;
import org.huifang.intake.Imports;
import org.huifang.message.MessageDecisions;
import org.huifang.message.Messages;
import org.huifang.planning.PlanningRoom;
import org.huifang.rehearsal.DryRun;
import org.huifang.report.Board;
import org.huifang.report.BoardReader;
import org.huifang.report.CallbackDetails;
import org.huifang.report.CallbackPages;
import org.huifang.report.CampaignProgress;
import org.huifang.report.InboundCalls;
import org.huifang.report.LiveFeed;
import org.huifang.report.RequestPages;

/** The routes of the rooms that need no telephone. */
public final class OfficeRoutes {
    private final Idempotency idempotency;
    private final List<Routes> all;
    private final WorkerExecutor calendarWorker;

    public OfficeRoutes(
            Vertx vertx,
            Database database,
            Clock clock,
            NumberKeys keys,
            Audit audit,
            Sessions sessions,
            Users users,
            Campaigns campaigns,
            CustomerBatch customerBatch,
            CallbackBatch callbackBatch,
            CallbackDecisions decisions,
            Dispositions dispositions,
            CustomerRequests requests,
            Replanning replanning,
            Imports imports,
            BoardReader boardReader,
            LiveFeed<Board> boardFeed,
            LiveFeed<List<Imports.Import>> importFeed,
            Desks desks,
            DryRun dryRun,
            PlanningRoom planning,
            Calendars calendars) {
        this.calendarWorker = vertx.createSharedWorkerExecutor("calendars", 1);
        this.idempotency = new Idempotency(database, keys, clock);
        var customers = new Customers(database);
        var units = new OrgUnits(database);
        var stops = new NumberStops(database, keys, audit, clock);
        var streams = new EventStreams(vertx, sessions);
        this.all = List.of(
                new SessionRoutes(sessions, users, units),
                new UserRoutes(users, new ApiTokens(database, audit, clock), idempotency),
                new LineRoutes(new Trunks(database, audit, clock), new Agents(database, audit, clock), idempotency),
                new CampaignRoutes(
                        campaigns,
                        new CampaignList(database),
                        new CampaignProgress(database, clock),
                        replanning,
                        idempotency),
                new PacingRoutes(new PacingReader(database, clock)),
                new DryRunRoutes(dryRun),
                new OrganisationRoutes(new CallSettings(database, audit)),
                new CustomerRoutes(database, customers, customerBatch, units, audit, idempotency),
                new NumberRoutes(stops, new PhoneStops(database, stops), new StoppedNumbers(database), units),
                new CallbackRoutes(
                        callbackBatch,
                        decisions,
                        new CallbackPages(database),
                        new CallbackDetails(database, clock),
                        customers,
                        idempotency),
                new DispositionRoutes(dispositions),
                new RequestRoutes(database, requests, new RequestPages(database), idempotency, boardFeed::changed),
                new InboundRoutes(new InboundCalls(database)),
                new MessageRoutes(
                        new Messages(database),
                        new MessageDecisions(database, audit, clock),
                        new Consents(database, audit, clock)),
                new ImportRoutes(vertx, imports, importFeed, streams),
                new BoardRoutes(boardReader, boardFeed, streams, desks),
                new PresetRoutes(campaigns, new CampaignPresets(), idempotency),
                new EventRoutes(planning, idempotency),
                new PlanRoutes(planning),
                new CalendarRoutes(vertx, calendars, calendarWorker),
                new RecordRoutes(
                        new Conflicts(database, audit, clock),
                        new CorrectionTasks(database, audit, clock),
                        idempotency));
    }

    public List<Routes> all() {
        return all;
    }

    public Future<Void> close() {
        return calendarWorker.close();
    }

    /** Forgets idempotency keys that are older than a day. */
    public Future<Integer> forgetOld() {
        return idempotency.forgetOld();
    }
}
