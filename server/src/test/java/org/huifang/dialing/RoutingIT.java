package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.huifang.TestOffice;
import org.huifang.agent.ReadyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may call whom, and who rather than others. A callback that waits for somebody lets the others pass. */
class RoutingIT {
    private final ClaimLab lab = new ClaimLab().at("2026-11-24T10:00");
    private final ReadyAgent one = lab.agent("A1");
    private final ReadyAgent two = lab.agent("A2");
    private final UUID first = lab.customer("13800000021");
    private final UUID second = lab.customer("13800000022");

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aConflictOfInterestOfTheAgentOrTheDepartmentIsSkipped() {
        UUID campaign = lab.campaign("{}");
        UUID barred = lab.callback(campaign, first);
        UUID free = lab.callback(campaign, second);
        lab.execute("UPDATE agent SET department = 'sales' WHERE code = 'A2'");
        conflict(first, "agent_id", one.id());
        conflict(first, "department", "sales");
        assertThat(lab.claimed(one)).isEqualTo(free);
        assertThat(lab.claimed(two)).isNull();
        assertThat(lab.claimed(lab.agent("A3"))).isEqualTo(barred);
    }

    @Test
    void aDialectIsRequiredOrPreferred() {
        lab.execute("UPDATE customer SET dialect = 'yue' WHERE id IN (?, ?)", first, second);
        UUID required = lab.callback(lab.campaign("{\"routing\":{\"language\":\"REQUIRE\"}}"), first);
        assertThat(lab.claimed(one)).isNull();
        lab.execute("UPDATE agent SET languages = '{zh,yue}' WHERE code = 'A2'");
        assertThat(lab.claimed(two)).isEqualTo(required);
        UUID preferred = lab.callback(lab.campaign("{}"), second);
        lab.execute("UPDATE callback SET next_at = ? WHERE id = ?", lab.now(), preferred);
        assertThat(lab.claimed(one)).as("waits for who speaks it").isNull();
        lab.at("2026-11-24T10:02");
        assertThat(lab.claimed(one)).as("had their time").isEqualTo(preferred);
    }

    @Test
    void aLanguageThatNobodySpeaksIsAnAlarmUntilSomebodyDoes() {
        var watch = new SpeakerWatch(lab.node.database(), io.vertx.core.Vertx.vertx(), lab.clock, () -> {});
        lab.execute("UPDATE customer SET dialect = 'yue' WHERE id = ?", first);
        UUID campaign = lab.campaign("{\"routing\":{\"language\":\"REQUIRE\"}}");
        lab.callback(campaign, first);
        lab.callback(campaign, second);
        TestOffice.await(watch.look());
        assertThat(alarms())
                .contains(
                        " yue: 1 callbacks are due for an agent who speaks yue, nobody does; due since 2026-11-24T01:");
        lab.execute("UPDATE agent SET languages = '{zh,yue}', presence = 'LOGGED_OUT' WHERE code = 'A2'");
        TestOffice.await(watch.look());
        assertThat(alarms()).contains("none is at work").doesNotContain("zh");
        lab.execute("UPDATE callback SET next_at = ?", lab.now().minusSeconds(200));
        TestOffice.await(watch.look());
        assertThat(alarms()).as("somebody may come").isEqualTo("nothing");
        lab.execute("UPDATE callback SET next_at = ?", lab.now().minusSeconds(400));
        TestOffice.await(watch.look());
        assertThat(alarms()).isNotEqualTo("nothing");
        lab.execute("UPDATE agent SET presence = 'PAUSED' WHERE code = 'A2'");
        TestOffice.await(watch.look());
        assertThat(alarms()).as("a pause ends").isEqualTo("nothing");
    }

    private String alarms() {
        return lab.value(
                "SELECT subject || ': ' || detail FROM alarm WHERE kind = 'NO_SPEAKER' AND cleared_at IS NULL");
    }

    @Test
    void theSellerIsPreferredOrExcluded() {
        lab.execute("UPDATE customer SET seller_ref = 'A1'");
        UUID never = lab.callback(lab.campaign("{\"ownCustomers\":\"EXCLUDE\"}"), first);
        assertThat(lab.claimed(one)).isNull();
        assertThat(lab.claimed(two)).isEqualTo(never);
        lab.over(never);
        UUID rather = lab.callback(lab.campaign("{\"ownCustomers\":\"PREFER\"}"), second);
        lab.execute("UPDATE callback SET next_at = ? WHERE id = ?", lab.now(), rather);
        assertThat(lab.claimed(two)).isNull();
        lab.execute("UPDATE agent SET presence = 'LOGGED_OUT' WHERE code = 'A1'");
        assertThat(lab.claimed(two)).as("the seller is not at work").isEqualTo(rather);
    }

    @Test
    void whoSpokeLastIsPreferredAndTheUnskilledAreNotAsked() {
        UUID callback = lab.callback(lab.campaign("{\"routing\":{\"lastAgent\":true,\"leastSkill\":5}}"), first);
        lab.execute("UPDATE callback SET next_at = ? WHERE id = ?", lab.now(), callback);
        lab.execute("UPDATE number_ledger SET spoke_agent_id = ?", one.id());
        assertThat(lab.claimed(two)).isNull();
        lab.execute("UPDATE agent SET skill = 4 WHERE code = 'A1'");
        assertThat(lab.claimed(one)).isNull();
        lab.at("2026-11-24T10:02");
        assertThat(lab.claimed(two)).isEqualTo(callback);
    }

    /** R16: a server that has just started deals the next call to whoever had fewer, though it gave none of them out. */
    @Test
    void whoHadTheFewestCallsIsNextAlsoAfterARestart() {
        lab.execute("UPDATE org_unit SET share_by = 'FEWEST_CALLS'");
        UUID campaign = lab.campaign("{}");
        lab.callback(campaign, first);
        assertThat(lab.claimed(one)).isNotNull();
        LocalDate today = LocalDate.ofInstant(lab.now(), ZoneOffset.UTC);
        var restarted = new DialQueue(lab.org);
        var dealt = new DealtCalls(lab.node("restarted").database());
        for (ReadyAgent agent : List.of(one, two)) {
            DealtCalls.Dealt known = TestOffice.await(dealt.of(agent.id(), today));
            restarted.dealt(agent.id(), known.calls(), today, known.fewest());
            restarted.ready(agent);
            assertThat(restarted.counts(agent.id(), today)).isTrue();
            assertThat(restarted.counts(agent.id(), today.plusDays(1))).isFalse();
        }
        assertThat(restarted.beginClaim()).contains(two);
        assertThat(TestOffice.await(dealt.of(one.id(), today.plusDays(1))).calls())
                .as("a new day")
                .isZero();
    }

    private void conflict(UUID customer, String column, Object value) {
        lab.execute(
                "INSERT INTO conflict_of_interest (id, org_id, customer_id, " + column
                        + ", reason, created_by, created_at) VALUES (?, ?, ?, ?, 'family', ?, now())",
                UUID.randomUUID(),
                lab.org,
                customer,
                value,
                UUID.randomUUID());
    }
}
