package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.TestProcess;
import org.huifang.audit.Audit;
import org.huifang.db.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another master key, without touching a file. */
class KeyRotationIT {
    private static final int KEYS = 450;

    @TempDir
    Path folder;

    private SealingLab lab;
    private UUID user;

    @BeforeEach
    void open() throws Exception {
        lab = new SealingLab(folder);
        lab.giveUser("admin", "ADMIN");
        user = lab.query("SELECT id FROM app_user", Tuple.tuple()).get(0).getUUID(0);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    @Test
    void keysAreWrappedAnewAndEverySoundIsStillHeard() throws Exception {
        lab.startSealer(place -> {});
        UUID id = sealed();
        byte[] before = Files.readAllBytes(lab.storeFolder.resolve(lab.row(id).getString("stored_as")));
        String old = lab.master.current().id();
        String next = MasterKey.idIn(MasterKey.createAnotherIn(lab.keysFolder));
        rotation(lab.master).run();
        begin(next, "yearly");
        rotation(lab.master).run();

        assertThat(masterIds()).containsOnly(next);
        assertThat(Files.readAllBytes(lab.storeFolder.resolve(lab.row(id).getString("stored_as"))))
                .isEqualTo(before);
        assertThat(heard(id, lab.master)).isPositive();
        UUID later = sealed();
        assertThat(masterIds()).containsOnly(next);
        var state = SealingLab.await(rotations().state());
        assertThat(state.rotations().get(0).endedAt()).isNotNull();
        assertThat(state.rotations().get(0).rewrapped()).isEqualTo(1);
        assertThat(state.keys())
                .anySatisfy(key -> assertThat(key).isEqualTo(new KeyRotations.Key(old, List.of("lab"), false, false)))
                .anySatisfy(key -> assertThat(key).isEqualTo(new KeyRotations.Key(next, List.of("lab"), true, true)));
        // Without the old key, once nothing is wrapped by it: the new one takes the place of the first.
        Files.move(
                lab.keysFolder.resolve("master-" + next + ".key"),
                lab.keysFolder.resolve(MasterKey.FILE_NAME),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        var restarted = MasterKeys.readFrom(lab.keysFolder);
        assertThat(heard(id, restarted)).isEqualTo(heard(later, restarted));
    }

    @Test
    void killedBetweenBatchesItGoesOnAndNoKeyIsLost() throws Exception {
        Map<UUID, byte[]> plain = new HashMap<>();
        List<Tuple> rows = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            UUID id = Ids.next();
            var key = MasterKey.newFileKey();
            plain.put(id, key.getEncoded());
            rows.add(Tuple.of(
                    id,
                    Buffer.buffer(lab.master.current().wrap(id, key)),
                    lab.master.current().id(),
                    lab.clock.instant().atOffset(ZoneOffset.UTC)));
        }
        SealingLab.await(lab.database
                .pool()
                .preparedQuery("INSERT INTO recording_key (id, wrapped, master_id, created_at) VALUES ($1, $2, $3, $4)")
                .executeBatch(rows));
        String next = MasterKey.idIn(MasterKey.createAnotherIn(lab.keysFolder));
        rotation(lab.master).run();
        begin(next, "yearly");
        assertThat(KeepingProcess.run(lab, folder, "rotate-batch", "rotate")).isEqualTo(TestProcess.KILLED);
        assertThat(masterIds()).as("both keys are in use meanwhile").hasSize(2).contains(next);
        assertUnwraps(plain, MasterKeys.readFrom(lab.keysFolder));

        assertThat(KeepingProcess.run(lab, folder, TestProcess.NOWHERE, "rotate"))
                .isZero();
        assertThat(masterIds()).containsOnly(next);
        assertUnwraps(plain, MasterKeys.readFrom(lab.keysFolder));
        assertThat(SealingLab.await(rotations().state()).rotations().get(0).rewrapped())
                .isEqualTo(KEYS);
        assertThat(lab.query("SELECT 1 FROM audit_entry WHERE action = 'key.rotate'", Tuple.tuple()))
                .hasSize(1);
        assertThat(lab.query("SELECT 1 FROM audit_entry WHERE action = 'key.rotated'", Tuple.tuple()))
                .hasSize(1);
    }

    @Test
    void aKeyThatALiveServerLacksIsNotTakenIntoUse() throws Exception {
        var at = lab.clock.instant().atOffset(ZoneOffset.UTC);
        lab.query(
                "INSERT INTO node (id, name, epoch, lease_until, started_at) VALUES ($1, 'other', 1, $2, $3)",
                Tuple.of(Ids.next(), at.plusHours(1), at));
        String next = MasterKey.idIn(MasterKey.createAnotherIn(lab.keysFolder));
        assertThatThrownBy(() -> begin(next, "x")).hasRootCauseInstanceOf(Refusal.class);
        rotation(lab.master).run();
        assertThatThrownBy(() -> begin(next, "x")).hasMessageContaining("other");
        assertThatThrownBy(() -> begin(lab.master.current().id(), "x")).hasMessageContaining("in use already");
    }

    private UUID sealed() throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        lab.until(id, "SEALED");
        return id;
    }

    private KeyRotation rotation(MasterKeys masters) {
        return new KeyRotation(lab.database, new Audit(lab.clock), lab.clock, lab.node, masters, place -> {});
    }

    /** As a second person's approval does it. */
    private void begin(String toMaster, String reason) throws Exception {
        SealingLab.await(lab.database.transaction(
                transaction -> rotations().begin(transaction, lab.org, user, user, toMaster, reason)));
    }

    private KeyRotations rotations() {
        return new KeyRotations(lab.database, new Audit(lab.clock), lab.clock, lab.master);
    }

    private long heard(UUID id, MasterKeys masters) throws Exception {
        var sound = SealingLab.await(new RecordingCatalog(lab.database).find(lab.org, id))
                .orElseThrow();
        try (var file = new SealedSounds(lab.store, masters).open(sound)) {
            return new SealedInputStream(file).readAllBytes().length;
        }
    }

    private List<String> masterIds() throws Exception {
        return lab.query("SELECT DISTINCT master_id FROM recording_key", Tuple.tuple()).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private void assertUnwraps(Map<UUID, byte[]> plain, MasterKeys masters) throws Exception {
        for (var row : lab.query("SELECT * FROM recording_key", Tuple.tuple())) {
            UUID id = row.getUUID("id");
            assertThat(masters.unwrap(id, row.getBuffer("wrapped").getBytes(), row.getString("master_id"))
                            .getEncoded())
                    .isEqualTo(plain.get(id));
        }
    }
}
