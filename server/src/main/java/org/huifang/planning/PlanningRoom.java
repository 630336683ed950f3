package org.huifang.planning;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.huifang.audit.Audit;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;

/** What this room offers to others, wired. */
public final class PlanningRoom {
    private final EventBatch eventBatch;
    private final CustomerEvents events;
    private final Planner planner;
    private final PlannerTimer timer;
    private final PlanLists lists;
    private final PlannedCalls plannedCalls;
    private final PlanDay day;
    private final Coverage coverage;
    private final CustomerSlots slots;

    /** @param node name of this server */
    public PlanningRoom(
            Vertx vertx, Database database, WorkingDays workingDays, Audit audit, Clock clock, String node) {
        this.eventBatch = new EventBatch(clock);
        this.events = new CustomerEvents(database);
        this.planner = new Planner(database, workingDays, audit, clock, node);
        this.timer = new PlannerTimer(vertx, planner);
        this.lists = new PlanLists(database, workingDays, audit, clock);
        this.plannedCalls = new PlannedCalls(database);
        this.day = new PlanDay(database, workingDays, clock);
        this.coverage = new Coverage(database, workingDays, clock);
        this.slots = new CustomerSlots(database, workingDays, audit, clock);
    }

    public EventBatch eventBatch() {
        return eventBatch;
    }

    public CustomerEvents events() {
        return events;
    }

    public Planner planner() {
        return planner;
    }

    public PlanLists lists() {
        return lists;
    }

    public PlannedCalls plannedCalls() {
        return plannedCalls;
    }

    public PlanDay day() {
        return day;
    }

    public Coverage coverage() {
        return coverage;
    }

    public CustomerSlots slots() {
        return slots;
    }

    /** There may be something to plan; from any thread. */
    public void hint() {
        timer.hint();
    }

    public void start() {
        timer.start();
    }

    public Future<Void> stop() {
        return timer.stop();
    }
}
