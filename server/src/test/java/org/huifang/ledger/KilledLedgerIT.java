package org.huifang.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.huifang.TestOffice.await;
import static org.huifang.ledger.LedgerLab.until;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.huifang.TestProcess;
import org.huifang.db.Database;
import org.huifang.recording.store.FolderStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that dies by SIGKILL while it gives heads to witnesses or scrubs: the next one goes on where it was. */
class KilledLedgerIT {
    @TempDir
    Path folder;

    private LedgerLab lab;

    @BeforeEach
    void open() throws Exception {
        lab = new LedgerLab(folder);
        Files.createDirectories(folder.resolve("book"));
        Files.writeString(
                folder.resolve("witnesses.yaml"),
                "witnesses:\n  - {name: book, every_seconds: 1, folder: '" + folder.resolve("book") + "'}\n");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"head-signed", "head-given", "head-noted"})
    void aHeadIsSignedOnceAndReachesTheWitnessWhateverDied(String place) throws Exception {
        lab.entries(7);
        long first = chained();
        assertThat(run(place, "heads")).isEqualTo(TestProcess.KILLED);
        String signed = lab.office.value("SELECT encode(signature, 'hex') FROM ledger_head WHERE seq = " + first);
        assertThat(lab.office.value("SELECT count(*) FROM ledger_receipt"))
                .isEqualTo(place.equals("head-noted") ? "1" : "0");
        assertThat(Files.list(folder.resolve("book")).count()).isEqualTo(place.equals("head-signed") ? 0 : 1);
        lab.entries(2);
        long last = chained();
        var next = start(TestProcess.NOWHERE, "heads");
        try {
            until(() -> lab.office
                    .value("SELECT coalesce(max(seq), 0) FROM ledger_receipt WHERE witness = 'book'")
                    .equals(Long.toString(last)));
        } finally {
            next.destroyForcibly().waitFor();
        }
        assertThat(lab.office.value("SELECT encode(signature, 'hex') FROM ledger_head WHERE seq = " + first))
                .as("signed once and for all")
                .isEqualTo(signed);
        assertThat(lab.office.value("SELECT string_agg(from_seq || '-' || seq, ' ' ORDER BY seq) FROM ledger_head"))
                .isEqualTo("1-" + first + " " + (first + 1) + "-" + last);
        var held = lab.book("book").stream()
                .map(line -> SignedHead.read(new JsonObject(line).getJsonObject("head")))
                .toList();
        assertThat(held).isSortedAccordingTo((a, b) -> Long.compare(a.seq(), b.seq()));
        assertThat(held.get(held.size() - 1).seq()).isEqualTo(last);
        assertThat(held).allMatch(SignedHead::isSigned);
        assertThat(lab.alarm("LEDGER_FORKED")).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scrub-chain", "scrub-file-read:2", "scrub-read"})
    void theScrubberGoesOnWhereItWasAndCountsNothingTwice(String place) throws Exception {
        UUID first = lab.recording(300_000);
        UUID second = lab.recording(200_000);
        UUID third = lab.recording(100_000);
        assertThat(run(place, "scrub")).isEqualTo(TestProcess.KILLED);
        String pass = lab.office.value("SELECT id FROM ledger_scrub");
        int read = place.equals("scrub-chain") ? 0 : place.equals("scrub-read") ? 3 : 1;
        assertThat(lab.office.value("SELECT files FROM ledger_scrub")).isEqualTo(Integer.toString(read));
        // What was read is not read again, so that damage done to it since then is the next pass's to find.
        damage(first);
        damage(third);
        var next = start(TestProcess.NOWHERE, "scrub");
        try {
            until(() -> lab.office
                    .value("SELECT count(*) FROM ledger_scrub WHERE finished_at IS NOT NULL")
                    .equals("1"));
        } finally {
            next.destroyForcibly().waitFor();
        }
        assertThat(lab.office.value("SELECT id || ' ' || files || ' ' || bytes || ' ' || findings FROM ledger_scrub"))
                .isEqualTo(pass + " 3 600000 " + (read == 0 ? 2 : read == 1 ? 1 : 0));
        assertThat(
                        lab.office.value(
                                "SELECT coalesce(string_agg(subject, ' ' ORDER BY subject), '') FROM alarm WHERE kind = 'RECORDING_DAMAGED'"))
                .isEqualTo(read == 0 ? sorted(first, third) : read == 1 ? third.toString() : "");
        assertThat(lab.office.value("SELECT count(*) FROM recording WHERE id = '" + second + "'"))
                .isEqualTo("1");
    }

    @Test
    void whatWasFoundJustBeforeTheKillIsOneAlarmAndCountsOnce() throws Exception {
        UUID damaged = lab.recording(100_000);
        damage(damaged);
        assertThat(run("scrub-file-read", "scrub")).isEqualTo(TestProcess.KILLED);
        var next = start(TestProcess.NOWHERE, "scrub");
        try {
            until(() -> lab.office
                    .value("SELECT count(*) FROM ledger_scrub WHERE finished_at IS NOT NULL")
                    .equals("1"));
        } finally {
            next.destroyForcibly().waitFor();
        }
        assertThat(lab.office.value("SELECT findings FROM ledger_scrub")).isEqualTo("1");
        assertThat(lab.office.value("SELECT count(*) FROM alarm WHERE kind = 'RECORDING_DAMAGED'"))
                .isEqualTo("1");
    }

    private long chained() {
        return Long.parseLong(lab.office.value("SELECT max(seq) FROM audit_chain"));
    }

    private void damage(UUID recording) throws Exception {
        byte[] bytes = Files.readAllBytes(lab.file(recording));
        bytes[bytes.length / 2] ^= 1;
        Files.write(lab.file(recording), bytes);
    }

    private static String sorted(UUID... ids) {
        return String.join(
                " ", List.of(ids).stream().map(UUID::toString).sorted().toArray(String[]::new));
    }

    private int run(String place, String what) throws Exception {
        return TestProcess.end(start(place, what), what + " at " + place);
    }

    private Process start(String place, String what) throws Exception {
        return TestProcess.start(
                KilledLedgerIT.class,
                place,
                folder.resolve("process.log"),
                TestProcess.arguments(lab.office.address(), folder, what));
    }

    /** What the process runs: the room, for a minute at most. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[5]);
        Vertx vertx = Vertx.vertx();
        var address = TestProcess.database(args);
        boolean scrubs = args[6].equals("scrub");
        var settings =
                new LedgerRoom.Settings(folder.resolve("keys"), scrubs ? null : folder.resolve("witnesses.yaml"));
        var room = await(LedgerRoom.open(
                vertx,
                new Database(vertx, address, 3, List.of()),
                Clock.systemUTC(),
                settings,
                new SimpleMeterRegistry()));
        if (scrubs) {
            room.scrub(address, new FolderStore(folder.resolve("store"), "test"), 100, Duration.ofHours(1));
        } else {
            room.start();
        }
        Thread.sleep(60_000);
        Runtime.getRuntime().halt(1);
    }
}
