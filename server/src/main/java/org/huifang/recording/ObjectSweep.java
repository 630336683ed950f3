package org.huifang.recording;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.huifang.recording.store.ObjectVersions;
import org.huifang.recording.store.ObjectVersions.Page;
import org.huifang.recording.store.ObjectVersions.Version;
import org.huifang.recording.store.S3Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists all that the object store has, versions and deletion markers, and reports what no row names. One server at a time,
 * one page in memory, with a pause behind each; a killed one is gone on with where it was. Deletes nothing.
 */
final class ObjectSweep {
    private static final Logger log = LoggerFactory.getLogger(ObjectSweep.class);
    static final String MARKER = "RECORDING_DELETE_MARKER";
    /** Before the names of what is in the object store. */
    static final String SUBJECT = S3Store.STORE + "/";

    private static final int MOST_NOTED = 1_000;

    /**
     * @param page versions of one request
     * @param pause behind each page
     * @param young what was put since then may yet get its row
     * @param betweenPasses from the end of one to the beginning of the next
     */
    record Pace(int page, Duration pause, Duration young, Duration betweenPasses) {
        static final Pace USUAL = new Pace(500, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofHours(1));
    }

    private final ObjectVersions versions;
    private final ObjectSweepRows rows;
    private final Alarms alarms;
    private final SweepFindings findings;
    private final ObjectSweepMetrics metrics;
    private final Clock clock;
    private final Pace pace;
    private volatile boolean stopped;
    private int noted;

    ObjectSweep(
            ObjectVersions versions,
            ObjectSweepRows rows,
            Alarms alarms,
            SweepFindings findings,
            ObjectSweepMetrics metrics,
            Clock clock,
            Pace pace) {
        this.versions = versions;
        this.rows = rows;
        this.alarms = alarms;
        this.findings = findings;
        this.metrics = metrics;
        this.clock = clock;
        this.pace = pace;
    }

    /** Goes to the end of a pass, if one is due and no other server is at it; what fails is done by the next run. */
    void run() {
        try {
            var due = OnWorker.await(rows.claim(pace.betweenPasses()));
            if (due.isPresent()) {
                pass(due.get());
            }
        } catch (IOException | RuntimeException e) {
            log.warn("the object store is not compared with the rows now cause={}", e.toString());
        }
    }

    void stop() {
        stopped = true;
    }

    private void pass(ObjectSweepRows.Pass pass) throws IOException {
        noted = 0;
        ObjectVersions.Place place = pass.place();
        while (!stopped) {
            Page page = versions.page(place, pace.page());
            int found = page.versions().isEmpty() ? 0 : judge(page.versions());
            metrics.seen(page.versions().size());
            if (page.next() == null) {
                for (String subject : findings.settleBelow(SUBJECT, pass.beganAt())) {
                    alarms.clear(RecordingSweep.ORPHAN, subject);
                    alarms.clear(MARKER, subject);
                }
                OnWorker.await(rows.ended(page.versions().size(), found));
                metrics.ended(clock.instant());
                return;
            }
            place = page.next();
            if (!OnWorker.await(rows.advance(place, page.versions().size(), found)) || !rested()) {
                return;
            }
        }
    }

    private boolean rested() {
        try {
            Thread.sleep(pace.pause().toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int judge(List<Version> page) throws IOException {
        Instant settled = clock.instant().minus(pace.young());
        int found = 0;
        for (ObjectSweepRows.Judged one : OnWorker.await(rows.judge(page))) {
            if (!one.expected() && !one.version().changedAt().isAfter(settled)) {
                found++;
                report(one);
            }
        }
        return found;
    }

    private void report(ObjectSweepRows.Judged one) throws IOException {
        if (++noted > MOST_NOTED) {
            String detail = "more than " + MOST_NOTED + " versions have no row; the rest is not listed one by one";
            alarms.raise(RecordingSweep.ORPHAN, SUBJECT, detail);
            findings.note(FindingKind.ORPHAN, SUBJECT, null, detail);
            return;
        }
        String subject = SUBJECT + one.version().name() + "#" + one.version().version();
        UUID recording = one.recording();
        if (recording == null) {
            String detail = one.version().marker()
                    ? "somebody deleted a name in the object store that no recording has"
                    : "a version in the object store has no row in the database";
            alarms.raise(RecordingSweep.ORPHAN, subject, detail);
            findings.note(FindingKind.ORPHAN, subject, null, detail);
        } else if (one.version().marker()) {
            String detail = "somebody deleted the recording in the object store without naming a version, at "
                    + one.version().changedAt() + "; what is locked there stays";
            alarms.raise(MARKER, subject, detail);
            findings.note(FindingKind.DELETE_MARKER, subject, recording, detail);
        } else {
            findings.note(FindingKind.ORPHAN, subject, recording, unneeded(one.state()));
        }
    }

    private static String unneeded(@org.jspecify.annotations.Nullable String state) {
        return "PURGED".equals(state)
                ? "a version of a recording that was purged is still in the object store; its key is gone"
                : "the recording's row names another version: an interrupted run left this one; it goes when the recording"
                        + " is purged";
    }
}
