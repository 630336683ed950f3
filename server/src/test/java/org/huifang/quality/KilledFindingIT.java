package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.TestProcess;
import org.huifang.audit.Audit;
import org.huifang.campaign.WorkingDays;
import org.huifang.db.Database;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that dies by SIGKILL in the middle of a step leaves nothing of it, and the step can be done again: once. */
class KilledFindingIT {
    private static final String LEFT = "SELECT (SELECT count(*) FROM quality_finding) || ' ' || (SELECT count(*) FROM"
            + " quality_finding_step) || ' ' || (SELECT count(*) FROM violation_entry) || ' ' || (SELECT count(*) FROM"
            + " violation_month) || ' ' || (SELECT count(*) FROM audit_entry WHERE action ~ '^(finding|violations)[.]')";

    @TempDir
    Path folder;

    @Test
    void anOpening() throws Exception {
        try (var stage = new FindingStage(folder)) {
            UUID call = stage.recorded(stage.li);
            UUID kind = stage.kind("SKILL");
            diesThenDoes(stage, "finding-open", "auditor", "open", call + " " + kind, "1 1 0 0 1");
        }
    }

    @Test
    void anAnswer() throws Exception {
        try (var stage = new FindingStage(folder)) {
            String id = stage.opened(stage.recorded(stage.li));
            diesThenDoes(stage, "finding-step", "boss", "answer", id, "1 2 0 0 2");
        }
    }

    @Test
    void aWithdrawal() throws Exception {
        try (var stage = new FindingStage(folder)) {
            String id = stage.opened(stage.recorded(stage.li));
            diesThenDoes(stage, "finding-step", "auditor", "withdraw", id, "1 2 0 0 2");
        }
    }

    @Test
    void aConfirmationWithItsLineOfTheList() throws Exception {
        try (var stage = new FindingStage(folder)) {
            String id = stage.answered(stage.recorded(stage.li));
            diesThenDoes(stage, "finding-step", "keeper", "close", id, "1 3 1 0 3");
        }
    }

    @Test
    void theClosingOfAMonth() throws Exception {
        try (var stage = new FindingStage(folder)) {
            stage.confirmed(stage.recorded(stage.li));
            stage.clock.turn(Duration.ofDays(10));
            diesThenDoes(stage, "violations-closed", "keeper", "month", "2026-11", "1 3 1 1 4");
        }
    }

    private static void diesThenDoes(
            FindingStage stage, String place, String who, String step, String about, String then) throws Exception {
        String before = stage.rows(LEFT).get(0);
        assertThat(run(stage, place, who, step, about)).isEqualTo(TestProcess.KILLED);
        assertThat(stage.rows(LEFT)).as("nothing is left of it").containsExactly(before);
        assertThat(run(stage, TestProcess.NOWHERE, who, step, about)).isZero();
        assertThat(stage.rows(LEFT)).as("done once").containsExactly(then);
        if (!step.equals("open")) {
            assertThat(run(stage, TestProcess.NOWHERE, who, step, about))
                    .as("not twice")
                    .isEqualTo(3);
            assertThat(stage.rows(LEFT)).containsExactly(then);
        }
    }

    private static int run(FindingStage stage, String place, String who, String step, String about) throws Exception {
        var arguments = new ArrayList<Object>(List.of(
                stage.clock.instant(),
                stage.org,
                stage.rows("SELECT id::text FROM app_user WHERE login = '" + who + "'")
                        .get(0),
                step));
        arguments.addAll(List.of(about.split(" ")));
        return TestProcess.run(
                KilledFindingIT.class, place, TestProcess.arguments(stage.testDatabase.address(), arguments.toArray()));
    }

    /** What the process runs: one step; 0: done, 3: refused. */
    public static void main(String[] args) throws Exception {
        var vertx = Vertx.vertx();
        var database = new Database(vertx, TestProcess.database(args), 3, List.of());
        var clock = Clock.fixed(Instant.parse(args[5]), ZoneOffset.UTC);
        var room = new RectificationRoom(
                vertx, database, new WorkingDays(database), new Audit(clock), clock, () -> {}, CrashPoint::reached);
        var who = new SignedIn(
                UUID.fromString(args[7]), UUID.fromString(args[6]), "x", "x", Set.of(Role.values()), "zh", null);
        Future<?> done = switch (args[8]) {
            case "open" ->
                database.transaction(transaction -> room.findings()
                        .open(
                                transaction,
                                who,
                                new NewFinding(
                                        UUID.fromString(args[9]), UUID.fromString(args[10]), "答错", null, null, null)));
            case "answer" -> room.findings().answer(who, UUID.fromString(args[9]), "谈过话");
            case "withdraw" -> room.findings().withdraw(who, UUID.fromString(args[9]), "提错了");
            case "close" -> room.findings().close(who, UUID.fromString(args[9]), true, "属实");
            default -> room.months().close(who, YearMonth.parse(args[9]), "核对无误");
        };
        done.onSuccess(all -> Runtime.getRuntime().halt(0)).onFailure(e -> {
            System.err.println(e);
            Runtime.getRuntime().halt(3);
        });
        Thread.sleep(30_000);
        Runtime.getRuntime().halt(1);
    }
}
