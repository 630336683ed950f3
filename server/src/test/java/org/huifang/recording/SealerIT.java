package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.huifang.Eventually;
import org.huifang.db.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealerIT {
    @TempDir
    Path folder;

    private SealingLab lab;

    @BeforeEach
    void open() throws Exception {
        lab = new SealingLab(folder);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    @Test
    void anEndedCallBecomesASealedRecordingAndItsRawFilesGo() throws Exception {
        UUID id = lab.endedCall(2000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 16_000), Wavs.tone(1000, 16_000));
        byte[] rawAgent = Files.readAllBytes(lab.raw(id).agent());
        var sealer = lab.startSealer(place -> {});
        SealingLab.await(sealer.drained());

        Row row = lab.until(id, "SEALED");
        assertThat(row.getLong("duration_ms")).isEqualTo(2000);
        assertThat(row.getString("problem")).isNull();
        assertThat(row.getString("format")).isEqualTo("FLAC");
        assertThat(row.getBuffer("sha256_agent").getBytes())
                .isEqualTo(Sha256.start().digest(rawAgent));
        Path stored = lab.storeFolder.resolve(row.getString("stored_as"));
        assertThat(Files.size(stored)).isEqualTo(row.getLong("size_bytes"));
        assertThat(row.getBuffer("sha256_stored").getBytes())
                .isEqualTo(Sha256.start().digest(Files.readAllBytes(stored)));
        assertThat(row.getOffsetDateTime("retain_until"))
                .as("three years from the end of the call (R65)")
                .isEqualTo(row.getOffsetDateTime("ended_at").plusYears(3));
        assertThat(decodedFrames(id, row)).isEqualTo(16_000);
        assertThat(lab.raw(id).anyExists()).isFalse();
        assertThat(lab.query(
                        "SELECT actor, detail FROM audit_entry WHERE action = 'recording.seal' AND subject_id = $1",
                        Tuple.of(id.toString())))
                .hasSize(1)
                .first()
                .satisfies(entry -> assertThat(entry.getString("actor")).isEqualTo("node:lab"));
    }

    @Test
    void theMixOfAnOlderDialPlanIsWaitedForAndGoesWithTheLegs() throws Exception {
        UUID id = lab.endedCall(2000);
        Wavs.callWithMix(lab.raw(id), Wavs.tone(440, 16_000), Wavs.tone(1000, 16_000));
        var sealer = lab.startSealer(place -> {});
        assertThat(lab.until(id, "SEALED").getString("problem")).isNull();
        SealingLab.await(sealer.drained());
        assertThat(lab.raw(id).anyExists()).isFalse();
    }

    @Test
    void whereOnlyTheMixOfAnOlderDialPlanHasSoundItIsSealedAsPartial() throws Exception {
        UUID id = lab.endedCall(2000);
        Wavs.write(lab.raw(id).mixed(), Wavs.tone(440, 16_000));
        lab.startSealer(place -> {});
        assertThat(lab.until(id, "PARTIAL").getString("problem")).isEqualTo("MIXED_ONLY");
    }

    @Test
    void theCampaignsLongerRetentionIsKept() throws Exception {
        UUID id = lab.endedCall(1000);
        var campaign = lab.row(id).getUUID("campaign_id");
        lab.giveRules(campaign, new JsonObject().put("retentionYears", 7));
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        lab.startSealer(place -> {});
        Row row = lab.until(id, "SEALED");
        assertThat(row.getOffsetDateTime("retain_until"))
                .isEqualTo(row.getOffsetDateTime("ended_at").plusYears(7));
    }

    @Test
    void whatAsteriskLeftUnclosedIsSealedAsPartialWithItsTrueLength() throws Exception {
        UUID id = lab.endedCall(3000);
        Wavs.writeUnclosed(lab.raw(id).agent(), Wavs.tone(440, 23_000));
        Wavs.writeUnclosed(lab.raw(id).customer(), Wavs.tone(1000, 22_900));
        lab.startSealer(place -> {});
        Row row = lab.until(id, "PARTIAL");
        assertThat(row.getLong("duration_ms")).isEqualTo(23_000 / 8);
        assertThat(row.getString("problem")).contains("HEADER_REPAIRED");
        assertThat(decodedFrames(id, row)).isEqualTo(23_000);
    }

    @ParameterizedTest
    @EnumSource(SoundFormat.class)
    void aCallIsSealedInTheFormatOfItsCampaign(SoundFormat format) throws Exception {
        UUID id = lab.endedCall(30_000);
        lab.giveRules(
                lab.row(id).getUUID("campaign_id"),
                new JsonObject().put("recording", new JsonObject().put("format", format.name())));
        Wavs.call(lab.raw(id), Speech.of(1, 240_000), Speech.of(2, 240_000));
        lab.formats = new CampaignFormat(lab.database);
        lab.startSealer(place -> {});
        Row row = lab.until(id, "SEALED");
        assertThat(row.getString("format")).isEqualTo(format.name());
        assertThat(row.getString("problem")).isNull();
        assertThat(row.getLong("duration_ms")).isEqualTo(30_000);
        lab.until(id, stored -> !lab.raw(id).anyExists());
    }

    @Test
    void whatTheCodecOfTheCampaignSpoilsIsSealedWithoutLoss() throws Exception {
        UUID id = lab.endedCall(10_000);
        lab.giveRules(lab.row(id).getUUID("campaign_id"), new JsonObject());
        Wavs.call(lab.raw(id), Speech.of(1, 80_000), Speech.of(2, 80_000));
        UUID other = Ids.next();
        Wavs.call(lab.raw(other), new short[80_000], new short[80_000]);
        lab.formats = new CampaignFormat(lab.database);
        var spoiled = new AtomicBoolean();
        lab.startSealer(place -> {
            if (place.equals("seal-encoded") && spoiled.compareAndSet(false, true)) {
                try (var silence = CallSound.open(lab.raw(other))) {
                    StereoEncoder.encode(silence, SoundFormat.OPUS, lab.spool.encoded(id));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        Row row = lab.until(id, "SEALED");
        assertThat(row.getString("format")).isEqualTo("FLAC");
        assertThat(decodedFrames(id, row)).isEqualTo(80_000);
    }

    @Test
    void withoutARuleSpeechIsSealedAsOpus() throws Exception {
        UUID id = lab.endedCall(1000);
        lab.giveRules(lab.row(id).getUUID("campaign_id"), new JsonObject());
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        lab.formats = new CampaignFormat(lab.database);
        lab.startSealer(place -> {});
        assertThat(lab.until(id, "SEALED").getString("format")).isEqualTo("OPUS");
    }

    @Test
    void aSoundShorterThanItsCallAndASilentSideAreTold() throws Exception {
        UUID id = lab.endedCall(20_000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), new short[8000]);
        lab.startSealer(place -> {});
        assertThat(lab.until(id, "PARTIAL").getString("problem")).isEqualTo("TOO_SHORT,CUSTOMER_SILENT");
    }

    @Test
    void aCallWithoutFilesIsMissingAndRaisesAnAlarm() throws Exception {
        UUID none = lab.endedCall(2000);
        UUID empty = lab.endedCall(2000);
        Wavs.call(lab.raw(empty), new short[0], new short[0]);
        lab.startSealer(place -> {});
        assertThat(lab.until(none, "MISSING").getString("problem")).isEqualTo("NO_FILE");
        assertThat(lab.until(empty, "MISSING").getString("problem")).isEqualTo("EMPTY");
        assertThat(lab.raw(empty).anyExists()).as("what is there stays").isTrue();
        Eventually.passes(() -> assertThat(lab.openAlarms())
                .containsExactlyInAnyOrder("RECORDING_MISSING " + none, "RECORDING_MISSING " + empty));
    }

    @Test
    void aFailureIsTriedAgainAndAfterFiveIsAnAlarmUntilItSucceeds() throws Exception {
        UUID id = lab.endedCall(1000);
        Files.write(lab.raw(id).agent(), new byte[1000]);
        Files.write(lab.raw(id).customer(), new byte[1000]);
        var sealer = lab.startSealer(place -> {});
        for (int i = 1; i <= 5; i++) {
            int failures = i;
            Row row = lab.until(id, r -> r.getInteger("tries") >= failures);
            assertThat(row.getString("problem")).contains("no WAV file");
            Thread.sleep(700); // longer than the pause before any of these tries
            sealer.ended(id);
        }
        lab.until(id, "FAILED");
        Eventually.passes(() -> assertThat(lab.openAlarms()).containsExactly("RECORDING_SEAL_FAILED " + id));

        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        lab.query("UPDATE recording SET retry_at = NULL WHERE id = $1", Tuple.of(id));
        sealer.ended(id);
        lab.until(id, "SEALED");
        Eventually.passes(() -> assertThat(lab.openAlarms()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"seal-started", "seal-encoded", "seal-stored"})
    void aRunThatDiesBeforeTheCommitIsDoneAgain(String place) throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        var died = new AtomicReference<String>();
        lab.startSealer(reached -> dieAt(place, reached, died));
        lab.until(id, row -> died.get() != null && row.getInteger("tries") > 0);
        lab.stopSealer();
        assertThat(lab.row(id).getString("state")).isEqualTo("PENDING");
        assertThat(lab.query("SELECT 1 FROM recording_key", Tuple.tuple())).isEmpty();
        // What a kill leaves behind beside it:
        Files.write(lab.spool.encoded(id), new byte[100]);
        Files.write(lab.store.incoming(id, UUID.randomUUID()), new byte[100]);

        lab.startSealer(reached -> {});
        Row row = lab.until(id, "SEALED");
        assertThat(decodedFrames(id, row)).isEqualTo(8000);
        assertThat(filesBelow(lab.storeFolder)).containsExactly(row.getString("stored_as"));
        lab.until(id, r -> !lab.raw(id).anyExists());
        assertThat(filesBelow(lab.spoolFolder)).containsExactly(".sealing/lock");
    }

    @Test
    void tenThousandWaitingCallsAreNotHeldInMemory() throws Exception {
        lab.query(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                        + " node_id, state, started_at, ended_at, expected_ms, retry_at) SELECT gen_random_uuid(), $2,"
                        + " $1, $1, $1, $1, $1, $1, 'PENDING', $2, $2, 1000, NULL FROM generate_series(1, 10000)",
                Tuple.of(lab.node.id(), OffsetDateTime.now(java.time.ZoneOffset.UTC)));
        lab.startSealer(place -> {});
        assertThat(SealingLab.await(lab.rows.due(64))).hasSize(64);
        Eventually.passes(() -> assertThat(
                        lab.registry.get("huifang.recording.backlog").gauge().value())
                .isGreaterThanOrEqualTo(9000));
    }

    @Test
    void aSecondServerCannotSealFromTheSameSpool() throws Exception {
        lab.startSealer(place -> {});
        assertThatThrownBy(() -> new Spool(lab.spoolFolder).prepare())
                .hasMessageContaining("another server already seals");
    }

    /** From that place on nothing goes on, as after a kill. */
    private static void dieAt(String place, String reached, AtomicReference<String> died) {
        if (reached.equals(place)) {
            died.set(reached);
        }
        if (died.get() != null) {
            throw new IllegalStateException("died at " + died.get());
        }
    }

    @Test
    void aRunThatDiesAfterTheCommitLeavesRawFilesThatTheNextStartRemoves() throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        lab.startSealer(reached -> dieAt("seal-committed", reached, new AtomicReference<>()));
        lab.until(id, "SEALED");
        lab.stopSealer();
        assertThat(lab.raw(id).bothLegsExist()).isTrue();

        var sealer = lab.startSealer(reached -> {});
        new RecordingSweep(
                        lab.database,
                        lab.clock,
                        lab.node,
                        lab.spool,
                        lab.store,
                        lab.store,
                        lab.alarms,
                        sealer,
                        new SweepFindings(lab.database, lab.clock, lab.node, lab.registry))
                .run();
        assertThat(lab.raw(id).anyExists()).isFalse();
        assertThat(decodedFrames(id, lab.row(id))).isEqualTo(8000);
        assertThat(lab.openAlarms()).isEmpty();
    }

    private long decodedFrames(UUID id, Row row) throws Exception {
        var keyRow = lab.query("SELECT * FROM recording_key WHERE id = $1", Tuple.of(row.getUUID("key_id")))
                .get(0);
        var key = lab.master.unwrap(
                row.getUUID("key_id"), keyRow.getBuffer("wrapped").getBytes(), keyRow.getString("master_id"));
        long[] frames = {0};
        try (var file = SealedFile.open(lab.storeFolder.resolve(row.getString("stored_as")), id, any -> key)) {
            SoundDecoder.decode(
                    new SealedInputStream(file), SoundFormat.FLAC, samples -> frames[0] += samples.remaining() / 2);
        }
        return frames[0];
    }

    private static HashSet<String> filesBelow(Path root) throws Exception {
        try (var files = Files.walk(root)) {
            var names = new HashSet<String>();
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(root.relativize(file).toString()));
            return names;
        }
    }
}
