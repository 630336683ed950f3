package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.huifang.Eventually;
import org.huifang.db.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepIT {
    @TempDir
    Path folder;

    private SealingLab lab;
    private RecordingSweep sweep;

    @BeforeEach
    void open() throws Exception {
        lab = new SealingLab(folder);
        var sealer = lab.startSealer(place -> {});
        sweep = new RecordingSweep(
                lab.database,
                lab.clock,
                lab.node,
                lab.spool,
                lab.store,
                lab.store,
                lab.alarms,
                sealer,
                new SweepFindings(lab.database, lab.clock, lab.node, lab.registry));
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    @Test
    void anAnsweredAttemptWithoutARowGetsOneAndItsSoundIsSealed() throws Exception {
        UUID id = attempt(true, 2000);
        UUID unanswered = attempt(false, 0);
        Wavs.call(lab.raw(id), Wavs.tone(440, 16_000), Wavs.tone(1000, 16_000));
        sweep.run();
        assertThat(lab.until(id, "SEALED").getLong("expected_ms")).isEqualTo(2000);
        assertThat(lab.query("SELECT 1 FROM recording WHERE id = $1", Tuple.of(unanswered)))
                .isEmpty();
    }

    @Test
    void aRowWhoseCallEndedUnnoticedIsSealedAndOneWithoutACallIsAnAlarm() throws Exception {
        UUID ended = attempt(true, 1000);
        sweepInRow(ended);
        UUID noCall = lab.liveCall(600_000);
        Wavs.call(lab.raw(ended), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        sweep.run();
        lab.until(ended, "SEALED");
        Eventually.passes(() -> assertThat(lab.openAlarms()).containsExactly("RECORDING_WITHOUT_CALL " + noCall));
    }

    @Test
    void rawFilesWithoutARowAreReportedAndStay() throws Exception {
        UUID orphan = Ids.next();
        Wavs.call(lab.raw(orphan), Wavs.tone(440, 800), Wavs.tone(1000, 800));
        Path probe = lab.spoolFolder.resolve("probe-0123.wav");
        Wavs.write(probe, Wavs.tone(425, 100));
        Path strange = Files.writeString(lab.spoolFolder.resolve("notes.txt"), "?");
        sweep.run();
        Thread.sleep(200); // as long as an alarm takes
        assertThat(lab.openAlarms()).as("young files may yet get their row").isEmpty();
        for (Path file : new Path[] {lab.raw(orphan).agent(), probe, strange}) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
        sweep.run();
        Eventually.passes(() -> assertThat(lab.openAlarms())
                .containsExactlyInAnyOrder("RECORDING_ORPHAN " + orphan, "RECORDING_ORPHAN spool/notes.txt"));
        assertThat(lab.raw(orphan).bothLegsExist()).isTrue();
        assertThat(strange).exists();
        assertThat(probe).doesNotExist();
    }

    @Test
    void rawFilesThatAKillLeftAfterTheCommitGoOnlyWhenTheyAreWhatWasSealed() throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        lab.until(id, "SEALED");
        lab.until(id, row -> !lab.raw(id).anyExists());
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(999, 8000));
        sweep.run();
        assertThat(lab.raw(id).bothLegsExist()).isTrue();
        Eventually.passes(() -> assertThat(lab.openAlarms()).containsExactly("RECORDING_LEFTOVER_DIFFERS " + id));
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        sweep.run();
        assertThat(lab.raw(id).anyExists()).isFalse();
    }

    @Test
    void filesOfAMissingRecordingThatComeAfterAllAreSealed() throws Exception {
        UUID id = lab.endedCall(1000);
        lab.until(id, "MISSING");
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        sweep.run();
        lab.until(id, "SEALED");
        Eventually.passes(() -> assertThat(lab.openAlarms()).isEmpty());
    }

    @Test
    void aLostSealedFileAndAStoredFileWithoutARowAreAlarms() throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        Path stored = lab.storeFolder.resolve(lab.until(id, "SEALED").getString("stored_as"));
        UUID stranger = Ids.next();
        Files.move(stored, stored.resolveSibling(stranger + ".hfr"));
        sweep.run();
        Eventually.passes(() -> assertThat(lab.openAlarms())
                .containsExactlyInAnyOrder("RECORDING_DAMAGED " + id, "RECORDING_ORPHAN " + stranger));
    }

    @Test
    void everythingWrongIsListedByKindAndGoesWhenItIsSetRight() throws Exception {
        UUID silent = lab.endedCall(20_000);
        Wavs.call(lab.raw(silent), Wavs.tone(440, 8000), new short[8000]);
        UUID oneSided = lab.endedCall(1000);
        Wavs.write(lab.raw(oneSided).customer(), Wavs.tone(440, 8000));
        UUID missing = lab.endedCall(1000);
        UUID damaged = lab.endedCall(1000);
        Wavs.call(lab.raw(damaged), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        Path stored = lab.storeFolder.resolve(lab.until(damaged, "SEALED").getString("stored_as"));
        byte[] whole = Files.readAllBytes(stored);
        Files.write(stored, new byte[3]);
        lab.until(silent, "PARTIAL");
        lab.until(oneSided, "PARTIAL");
        lab.until(missing, "MISSING");
        Path strange = Files.writeString(lab.spoolFolder.resolve("notes.txt"), "?");
        Files.setLastModifiedTime(strange, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        sweep.run();
        assertThat(findings("OPEN"))
                .containsExactlyInAnyOrder(
                        "TOO_SHORT " + silent,
                        "CUSTOMER_SILENT " + silent,
                        "AGENT_LEG_MISSING " + oneSided,
                        "MISSING " + missing,
                        "DAMAGED " + damaged,
                        "ORPHAN spool/notes.txt");
        assertThat(lab.registry
                        .get("huifang.recording.findings")
                        .tag("kind", "damaged")
                        .gauge()
                        .value())
                .isEqualTo(1);

        Files.write(stored, whole);
        Files.delete(strange);
        sweep.run();
        assertThat(findings("RESOLVED")).containsExactlyInAnyOrder("DAMAGED " + damaged, "ORPHAN spool/notes.txt");
        assertThat(findings("OPEN")).hasSize(4);
        Files.write(stored, new byte[3]);
        sweep.run();
        assertThat(findings("OPEN")).contains("DAMAGED " + damaged);
    }

    @Test
    void soundWithoutARowOfACallThatIsKnownIsAdoptedHoweverOld() throws Exception {
        UUID id = attempt(false, 1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        for (Path file : new Path[] {lab.raw(id).agent(), lab.raw(id).customer()}) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
        sweep.run();
        lab.until(id, "SEALED");
        assertThat(findings("OPEN")).containsExactly("ADOPTED " + id);
    }

    @Test
    void whoExplainsAFindingStandsThereAndInTheAuditLog() throws Exception {
        UUID id = lab.endedCall(1000);
        lab.until(id, "MISSING");
        sweep.run();
        lab.giveUser("officer", "COMPLIANCE");
        lab.query("UPDATE recording_finding SET org_id = $1", Tuple.of(lab.org));
        UUID officer =
                lab.query("SELECT id FROM app_user", Tuple.tuple()).get(0).getUUID(0);
        var all = new RecordingFindings(lab.database, new org.huifang.audit.Audit(lab.clock), lab.clock);
        var found = SealingLab.await(all.list(lab.org, "OPEN", null, null, 10)).get(0);
        SealingLab.await(all.explain(lab.org, officer, found.id(), "the disk was changed"));
        sweep.run();
        var explained =
                SealingLab.await(all.list(lab.org, "EXPLAINED", null, null, 10)).get(0);
        assertThat(explained.explanation()).isEqualTo("the disk was changed");
        assertThat(explained.explainedBy()).isEqualTo("officer");
        assertThat(explained.attemptId()).isEqualTo(id);
        assertThat(lab.query("SELECT 1 FROM audit_entry WHERE action = 'recording.explain'", Tuple.tuple()))
                .hasSize(1);
        assertThat(SealingLab.await(all.list(Ids.next(), null, null, null, 10)))
                .as("another organisation sees nothing of it")
                .isEmpty();
    }

    private java.util.List<String> findings(String state) throws Exception {
        return lab.query("SELECT kind, subject FROM recording_finding WHERE state = $1", Tuple.of(state)).stream()
                .map(row -> row.getString(0) + " " + row.getString(1))
                .toList();
    }

    private UUID attempt(boolean answered, long talkMs) throws Exception {
        UUID id = Ids.next();
        Instant claimed = lab.clock.instant().minusSeconds(60);
        lab.query(
                "INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, agent_id,"
                        + " trunk_id, node_id, seq, claimed_at, zone, local_date, band_start, band_end, ring_ms,"
                        + " answered_at, ended_at, talk_ms, outcome, counted, ended_by, source) VALUES ($1, $2, $2, $2,"
                        + " 1, $2, $2, $2, $3, 1, $4, 'Asia/Shanghai', '2026-11-22', '09:00', '10:30', 5000, $5, $6, 0,"
                        + " 'ANSWERED', false, 'CUSTOMER', 'EVENTS')",
                Tuple.tuple()
                        .addUUID(id)
                        .addUUID(lab.org)
                        .addUUID(lab.node.id())
                        .addOffsetDateTime(claimed.atOffset(ZoneOffset.UTC))
                        .addOffsetDateTime(answered ? claimed.plusSeconds(5).atOffset(ZoneOffset.UTC) : null)
                        .addOffsetDateTime(
                                claimed.plusSeconds(5).plusMillis(talkMs).atOffset(ZoneOffset.UTC)));
        return id;
    }

    private void sweepInRow(UUID id) throws Exception {
        lab.query(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                        + " node_id, state, started_at) SELECT id, claimed_at, org_id, callback_id, campaign_id,"
                        + " customer_id, agent_id, node_id, 'PENDING', answered_at FROM attempt WHERE id = $1",
                Tuple.of(id));
    }
}
