package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.huifang.TestOffice;
import org.huifang.agent.ReadyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a customer asked for is called before everything else, to the minute, by the agent who talked if that one is free (R36). */
class AppointmentClaimIT {
    private final ClaimLab lab = new ClaimLab().at("2026-11-24T14:00");
    private final UUID campaign = lab.campaign("{\"limits\":{\"attemptsPerDay\":1}}");

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void itGoesBeforeWhatIsOlderAlsoAtNightAndOverALimit() {
        ReadyAgent agent = lab.agent("A1");
        UUID customer = lab.customer("13800000011");
        UUID first = lab.callback(campaign, customer);
        assertThat(lab.claimed(agent)).isEqualTo(first);
        lab.over(first);
        lab.callback(campaign, lab.customer("13800000012"));
        UUID asked = asks(customer, "2026-11-24T22:30", null);
        lab.at("2026-11-24T22:29:59");
        assertThat(lab.claimed(agent)).as("kept free for it").isNull();
        lab.at("2026-11-24T22:30");
        assertThat(lab.claimed(agent)).isEqualTo(asked);
        assertThat(lab.value("SELECT band_start || '-' || band_end FROM live_attempt"))
                .isEqualTo("22:30:00-23:00:00");
    }

    @Test
    void theAgentWhoTalkedGetsItWhileReadyAndAnotherOneElse() {
        ReadyAgent talked = lab.agent("A1");
        ReadyAgent other = lab.agent("A2");
        UUID mine = asks(lab.customer("13800000013"), "2026-11-24T15:00", talked);
        lab.at("2026-11-24T15:00");
        assertThat(lab.claimed(other)).isNull();
        assertThat(lab.claimed(talked)).isEqualTo(mine);
        lab.over(mine);
        UUID again = asks(lab.customer("13800000014"), "2026-11-24T16:00", talked);
        lab.execute("UPDATE agent SET presence = 'PAUSED' WHERE id = ?", talked.id());
        lab.at("2026-11-24T16:00");
        assertThat(lab.claimed(other)).isEqualTo(again);
    }

    @Test
    void theAgentWhoTalkedIsKeptFreeAndTheOthersGoOn() {
        ReadyAgent talked = lab.agent("A1");
        ReadyAgent other = lab.agent("A2");
        asks(lab.customer("13800000015"), "2026-11-24T15:00", talked);
        UUID planned = lab.callback(campaign, lab.customer("13800000016"));
        lab.at("2026-11-24T14:59:30");
        assertThat(lab.claimed(talked)).isNull();
        assertThat(lab.claimed(other)).isEqualTo(planned);
    }

    @Test
    void nobodyFreeIsToldBeforeTheMinutePasses() {
        UUID asked = asks(lab.customer("13800000017"), "2026-11-24T15:00", null);
        var watch =
                new AppointmentWatch(lab.node.database(), io.vertx.core.Vertx.vertx(), lab.clock, () -> {}, () -> {});
        lab.at("2026-11-24T14:58");
        TestOffice.await(watch.look());
        assertThat(alarms()).isEqualTo("0");
        lab.at("2026-11-24T14:59:30");
        TestOffice.await(watch.look());
        assertThat(lab.value("SELECT subject FROM alarm WHERE kind = 'APPOINTMENT_AT_RISK' AND cleared_at IS NULL"))
                .isEqualTo(asked.toString());
        lab.agent("A1");
        TestOffice.await(watch.look());
        assertThat(alarms()).as("an agent came").isEqualTo("0");
    }

    private String alarms() {
        return lab.value("SELECT count(*) FROM alarm WHERE kind = 'APPOINTMENT_AT_RISK' AND cleared_at IS NULL");
    }

    private UUID asks(UUID customer, String at, ReadyAgent agent) {
        UUID callback = lab.callback(campaign, customer);
        var time = java.time.LocalDateTime.parse(at).atZone(ClaimLab.SHANGHAI).toInstant();
        lab.execute(
                "UPDATE callback SET appointment = true, reason = 'APPOINTMENT', next_at = ?, dialable_until = ?, agent_id = ? WHERE id = ?",
                time,
                time.plusSeconds(1800),
                agent == null ? null : agent.id(),
                callback);
        return callback;
    }
}
