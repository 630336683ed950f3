package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Consumer;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.db.Database;

/** The work of auditors, wired. */
public final class QualityRoom {
    private final HearingRight hearing;
    private final Auditors auditors;
    private final Scorecards scorecards;
    private final Samples samples;
    private final SampleRegister sampleRegister;
    private final Scores scores;
    private final ScoreRegister scoreRegister;
    private final ScoreReleases releases;
    private final Calibrations calibrations;
    private final CalibrationRegister calibrationRegister;

    /**
     * @param hearing whoever scores a recording or files a finding on it must be allowed to hear it
     * @param crashPoint told each step that a fault test kills at
     */
    public QualityRoom(
            Vertx vertx,
            Database database,
            HearingRight hearing,
            Audit audit,
            Clock clock,
            Consumer<String> crashPoint) {
        this.hearing = hearing;
        auditors = new Auditors(database);
        scorecards = new Scorecards(database, audit, clock);
        samples = new Samples(vertx, database, scorecards, audit, clock, crashPoint);
        sampleRegister = new SampleRegister(database);
        scores = new Scores(scorecards, audit, clock, crashPoint);
        scoreRegister = new ScoreRegister(database);
        releases = new ScoreReleases(database, audit, clock);
        calibrations = new Calibrations(database, hearing, scorecards, scores, audit, clock, crashPoint);
        calibrationRegister = new CalibrationRegister(database);
    }

    public HearingRight hearing() {
        return hearing;
    }

    public Auditors auditors() {
        return auditors;
    }

    public Scorecards scorecards() {
        return scorecards;
    }

    public Samples samples() {
        return samples;
    }

    public SampleRegister sampleRegister() {
        return sampleRegister;
    }

    public Scores scores() {
        return scores;
    }

    public ScoreRegister scoreRegister() {
        return scoreRegister;
    }

    public ScoreReleases releases() {
        return releases;
    }

    public Calibrations calibrations() {
        return calibrations;
    }

    public CalibrationRegister calibrationRegister() {
        return calibrationRegister;
    }

    public Future<Void> stop() {
        return samples.stop();
    }
}
