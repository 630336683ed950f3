package org.huifang.quality;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Consumer;
import org.huifang.audit.Audit;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;

/** Findings and their rectification, the lists of violations, and flags on recordings, wired. */
public final class RectificationRoom {
    private final ViolationKinds kinds;
    private final Findings findings;
    private final FindingRegister register;
    private final ViolationMonths months;
    private final ViolationFiles files;
    private final RecordingFlags flags;
    private final LateFindings late;
    private final ListWorker worker = new ListWorker();

    /**
     * @param alarmsChanged told when alarms were raised or cleared
     * @param crashPoint told at each step before its commit, for fault tests
     */
    public RectificationRoom(
            Vertx vertx,
            Database database,
            WorkingDays days,
            Audit audit,
            Clock clock,
            Runnable alarmsChanged,
            Consumer<String> crashPoint) {
        var entries = new ViolationEntries(database);
        kinds = new ViolationKinds(database, audit, clock);
        late = new LateFindings(vertx, database, clock, alarmsChanged);
        findings = new Findings(database, days, new FindingSteps(audit), entries, clock, late::hint, crashPoint);
        register = new FindingRegister(database, clock);
        months = new ViolationMonths(database, entries, worker, audit, clock, crashPoint);
        files = new ViolationFiles(database, months, worker, audit);
        flags = new RecordingFlags(database, audit, clock);
    }

    public ViolationKinds kinds() {
        return kinds;
    }

    public Findings findings() {
        return findings;
    }

    public FindingRegister register() {
        return register;
    }

    public ViolationMonths months() {
        return months;
    }

    public ViolationFiles files() {
        return files;
    }

    public RecordingFlags flags() {
        return flags;
    }

    public void start() {
        late.start();
    }

    /** Lists that are being sent break off. */
    public void stop() {
        late.stop();
        worker.stop();
    }
}
