package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.huifang.Eventually;
import org.huifang.demo.PrivateAsterisk;
import org.huifang.lab.AsteriskCalls;
import org.huifang.lab.CustomerNumber;
import org.huifang.lab.RawAmi;
import org.huifang.lab.SippAgents;
import org.huifang.lab.SippCustomers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Asterisk records of real SIP calls, watched while they live and sealed when they ended. */
class RealCallIT {
    @TempDir
    Path folder;

    private SippCustomers customers;
    private SippAgents agents;
    private PrivateAsterisk asterisk;
    private RawAmi ami;
    private AsteriskCalls calls;
    private SealingLab lab;
    private RecordingRoom room;

    @BeforeEach
    void start() throws Exception {
        customers = SippCustomers.startWithSound(folder);
        agents = SippAgents.startWithSound(folder, "agent", 1);
        asterisk = PrivateAsterisk.in(folder.resolve("asterisk"))
                .trunk(customers.trunk("sim"))
                .agents(agents.phones())
                .start();
        ami = RawAmi.connect(asterisk);
        calls = new AsteriskCalls(ami, "sim");
        lab = new SealingLab(folder);
        room = lab.room(
                new RecordingRoom.Settings(asterisk.recordings(), lab.storeFolder, 1, 1, lab.keysFolder), this::probe);
        SealingLab.await(room.start());
    }

    @AfterEach
    void stop() throws Exception {
        SealingLab.await(room.stop());
        lab.close();
        ami.close();
        asterisk.close();
        agents.close();
        customers.close();
    }

    @Test
    void aCallIsFoundWellWhileItLivesAndSealedWithBothVoicesAfterIt() throws Exception {
        untilOpen();
        UUID id = answeredCall(1);
        Thread.sleep(7000);
        assertThat(lab.openAlarms()).isEmpty();
        assertThat(room.gate().blockedReason()).isEmpty();
        calls.hangUp(id.toString(), 16);
        ami.await(Duration.ofSeconds(5), RawAmi.event("Hangup", "Uniqueid", id.toString()));
        Row row = end(id, "SEALED");
        assertThat(row.getString("problem")).isNull();
        assertThat(row.getLong("duration_ms"))
                .isBetween(row.getLong("expected_ms") - 500, row.getLong("expected_ms") + 500);
        var sound = SealingLab.await(room.catalog().find(lab.org, id)).orElseThrow();
        var peaks = SealingLab.await(room.waveforms().of(sound));
        int middle = peaks.agent().length / 2;
        assertThat(peaks.agent()[middle]).isGreaterThan(10);
        assertThat(peaks.customer()[middle]).isGreaterThan(10);
        assertThat(RawFiles.of(asterisk.recordings(), id).anyExists()).isFalse();
    }

    @Test
    void whatAKilledAsteriskLeavesIsSealedAsPartial() throws Exception {
        untilOpen();
        UUID id = answeredCall(2);
        Thread.sleep(6000);
        asterisk.kill9();
        Row row = end(id, "PARTIAL");
        assertThat(row.getString("problem")).contains("HEADER_REPAIRED");
        assertThat(row.getLong("duration_ms")).isGreaterThan(3000);
        asterisk.restart();
        ami.close();
        ami = RawAmi.connect(asterisk);
        room.proveAgain("Asterisk was restarted");
        assertThat(room.gate().blockedReason()).isPresent();
        untilOpen();
    }

    private UUID answeredCall(int n) throws Exception {
        var line = calls.nailUp("agent-1");
        String attempt = calls.dial(CustomerNumber.answersAndStays(Duration.ZERO, n), line.get("Channel"));
        ami.await(Duration.ofSeconds(10), RawAmi.event("BridgeEnter", "Uniqueid", attempt, "BridgeNumChannels", "2"));
        UUID id = UUID.fromString(attempt);
        var now = lab.clock.instant();
        lab.query(
                "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                        + " node_id, state, started_at) VALUES ($1, $2, $3, $3, $3, $3, $3, $4, 'PENDING', $2)",
                Tuple.of(id, now.atOffset(ZoneOffset.UTC), lab.org, lab.node.id()));
        room.watch().answered(id, now);
        return id;
    }

    private Row end(UUID id, String state) throws Exception {
        room.watch().ended(id);
        var now = lab.clock.instant().atOffset(ZoneOffset.UTC);
        lab.query(
                "UPDATE recording SET ended_at = $2, expected_ms = (extract(epoch FROM $2 - started_at) * 1000)::bigint"
                        + " WHERE id = $1",
                Tuple.of(id, now));
        room.sealer().ended(id);
        return lab.until(id, state);
    }

    private Future<Void> probe(String nonce) {
        ami.send(
                "Originate",
                "Channel",
                "Local/s@huifang-probe/n",
                "Context",
                "huifang-probe",
                "Exten",
                "far",
                "Priority",
                "1",
                "Async",
                "true",
                "Variable",
                "HF_NONCE=" + nonce);
        return Future.succeededFuture();
    }

    private void untilOpen() {
        Eventually.holds(
                Duration.ofSeconds(15),
                () -> room.gate().blockedReason().toString(),
                () -> room.gate().blockedReason().isEmpty());
    }
}
