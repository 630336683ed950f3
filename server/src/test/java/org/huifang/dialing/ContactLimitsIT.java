package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.huifang.agent.ReadyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often a number and a customer are called, over days, weeks and campaigns. 2026-11-24 is a Tuesday. */
class ContactLimitsIT {
    private final ClaimLab lab = new ClaimLab().at("2026-11-24T10:00");
    private final ReadyAgent agent = lab.agent("A1");

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aCampaignsDailyLimitMovesTheCallToTheNextDateAndSaysWhy() {
        UUID campaign = lab.campaign("{\"limits\":{\"attemptsPerDay\":1}}");
        UUID customer = lab.customer("13800000001");
        call(lab.callback(campaign, customer));
        UUID second = lab.callback(campaign, customer);
        assertThat(lab.claimed(agent)).isNull();
        assertThat(lab.state(second)).isEqualTo("WAITING DAILY_LIMIT");
        assertThat(lab.next(second)).isEqualTo("2026-11-25 09:00");
        lab.at("2026-11-25T09:00");
        assertThat(lab.claimed(agent)).isEqualTo(second);
    }

    @Test
    void aWeeklyLimitHoldsUntilMonday() {
        UUID campaign = lab.campaign("{\"limits\":{\"attemptsPerWeek\":2}}");
        UUID customer = lab.customer("13800000002");
        call(lab.callback(campaign, customer));
        lab.at("2026-11-26T10:00");
        call(lab.callback(campaign, customer));
        lab.at("2026-11-27T10:00");
        UUID third = lab.callback(campaign, customer);
        assertThat(lab.claimed(agent)).isNull();
        assertThat(lab.state(third)).isEqualTo("WAITING WEEKLY_LIMIT");
        assertThat(lab.next(third)).isEqualTo("2026-11-30 09:00");
        lab.at("2026-11-30T09:00");
        assertThat(lab.claimed(agent)).isEqualTo(third);
    }

    @Test
    void afterTheLastAttemptEverAPersonDecides() {
        UUID campaign = lab.campaign("{\"limits\":{\"attemptsInAll\":1}}");
        UUID customer = lab.customer("13800000003");
        call(lab.callback(campaign, customer));
        lab.at("2027-03-01T10:00");
        UUID second = lab.callback(campaign, customer);
        assertThat(lab.claimed(agent)).isNull();
        assertThat(lab.state(second)).isEqualTo("REVIEW CONTACT_LIMIT");
    }

    @Test
    void theOrganisationsLimitCountsAllCampaigns() {
        lab.execute("UPDATE org_unit SET number_per_week = 2");
        UUID customer = lab.customer("13800000004");
        call(lab.callback(lab.campaign("{}"), customer));
        lab.at("2026-11-25T10:00");
        call(lab.callback(lab.campaign("{}"), customer));
        lab.at("2026-11-26T10:00");
        UUID third = lab.callback(lab.campaign("{}"), customer);
        assertThat(lab.claimed(agent)).isNull();
        assertThat(lab.state(third)).isEqualTo("WAITING WEEKLY_LIMIT");
    }

    @Test
    void whomAnotherCampaignCalledTodayIsCalledTomorrowOnAnyOfTheirNumbers() {
        UUID customer = lab.customer("13800000005", "13800000006");
        call(lab.callback(lab.campaign("{}"), customer));
        UUID strict = lab.callback(lab.campaign("{}"), customer, 2);
        assertThat(lab.claimed(agent)).isNull();
        assertThat(lab.state(strict)).isEqualTo("WAITING OTHER_CAMPAIGN");
        assertThat(lab.next(strict)).isEqualTo("2026-11-25 09:00");
        UUID lax = lab.callback(lab.campaign("{\"limits\":{\"oneCampaignADay\":false}}"), customer);
        assertThat(lab.claimed(agent)).isEqualTo(lax);
    }

    @Test
    void aNumberThatTwoTimeZonesShareKeepsItsLimitWhereverItIsStillYesterday() {
        UUID campaign = lab.campaign("{\"limits\":{\"attemptsPerDay\":1}}");
        UUID here = lab.customer("13800000009");
        UUID overseas = lab.customer("13800000009");
        lab.execute("UPDATE customer SET zone = 'America/Los_Angeles' WHERE id = ?", overseas);
        call(lab.callback(campaign, here));
        UUID stillYesterday = lab.callback(campaign, overseas);
        assertThat(lab.claimed(agent)).isNull();
        assertThat(lab.state(stillYesterday)).isEqualTo("WAITING DAILY_LIMIT");
        UUID asked = lab.callback(campaign, overseas);
        lab.execute("UPDATE callback SET appointment = true WHERE id = ?", asked);
        call(asked);
        assertThat(lab.value("SELECT local_date || ' ' || dials_today FROM number_ledger"))
                .as("counts on the number's date")
                .isEqualTo("2026-11-24 2");
    }

    @Test
    void aCustomerIsNotCalledOnTwoNumbersAtOnce() {
        UUID customer = lab.customer("13800000007", "13800000008");
        UUID campaign = lab.campaign("{}");
        UUID first = lab.callback(campaign, customer, 1);
        UUID second = lab.callback(campaign, customer, 2);
        assertThat(lab.claimed(agent)).isEqualTo(first);
        assertThat(lab.claimed(lab.agent("A2"))).isNull();
        assertThat(lab.state(second)).isEqualTo("WAITING PLANNED");
    }

    private void call(UUID callback) {
        assertThat(lab.claimed(agent)).isEqualTo(callback);
        lab.over(callback);
    }
}
