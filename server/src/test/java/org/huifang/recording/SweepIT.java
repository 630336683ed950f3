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
                lab.database, lab.clock, lab.node, lab.spool, lab.store, lab.store, lab.alarms, sealer);
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
        UUID noCall = lab.endedCall(600_000);
        lab.query("UPDATE recording SET ended_at = NULL WHERE id = $1", Tuple.of(noCall));
        Wavs.call(lab.raw(ended), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        sweep.run();
        lab.until(ended, "SEALED");
        Thread.sleep(200);
        assertThat(lab.openAlarms()).containsExactly("RECORDING_WITHOUT_CALL " + noCall);
    }

    @Test
    void rawFilesWithoutARowAreReportedAndStay() throws Exception {
        UUID orphan = Ids.next();
        Wavs.call(lab.raw(orphan), Wavs.tone(440, 800), Wavs.tone(1000, 800));
        Path probe = lab.spoolFolder.resolve("probe-0123.wav");
        Wavs.write(probe, Wavs.tone(425, 100));
        Path strange = Files.writeString(lab.spoolFolder.resolve("notes.txt"), "?");
        sweep.run();
        Thread.sleep(200);
        assertThat(lab.openAlarms()).as("young files may yet get their row").isEmpty();
        for (Path file : new Path[] {lab.raw(orphan).agent(), probe, strange}) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
        sweep.run();
        Thread.sleep(200);
        assertThat(lab.openAlarms())
                .containsExactlyInAnyOrder("RECORDING_ORPHAN " + orphan, "RECORDING_ORPHAN spool/notes.txt");
        assertThat(lab.raw(orphan).allExist()).isTrue();
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
        assertThat(lab.raw(id).allExist()).isTrue();
        Thread.sleep(200);
        assertThat(lab.openAlarms()).containsExactly("RECORDING_LEFTOVER_DIFFERS " + id);
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
        Thread.sleep(200);
        assertThat(lab.openAlarms()).isEmpty();
    }

    @Test
    void aLostSealedFileAndAStoredFileWithoutARowAreAlarms() throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        Path stored = lab.storeFolder.resolve(lab.until(id, "SEALED").getString("stored_as"));
        UUID stranger = Ids.next();
        Files.move(stored, stored.resolveSibling(stranger + ".hfr"));
        sweep.run();
        Thread.sleep(200);
        assertThat(lab.openAlarms())
                .containsExactlyInAnyOrder("RECORDING_DAMAGED " + id, "RECORDING_ORPHAN " + stranger);
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
