package org.huifang.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhyNotCalledTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final Instant EARLIER = NOW.minusSeconds(600);
    private static final Instant LATER = NOW.plusSeconds(600);

    private String state = "WAITING";
    private String reason = "PLANNED";
    private @Nullable Instant nextAt = EARLIER;
    private @Nullable Instant until = LATER;
    private @Nullable Instant deadline;
    private String campaign = "ACTIVE";
    private @Nullable Instant stopped;
    private boolean numberInCall;
    private @Nullable String otherCampaign;
    private @Nullable String unspoken;
    private List<WhyNotCalled.Node> nodes = List.of(new WhyNotCalled.Node("a", null));
    private int ready = 1;

    private WhyNotCalled.Answer why() {
        return WhyNotCalled.at(
                NOW,
                new WhyNotCalled.Facts(
                        state,
                        reason,
                        EARLIER,
                        nextAt,
                        until,
                        deadline,
                        "Asia/Shanghai",
                        campaign,
                        stopped,
                        stopped == null ? null : "asked",
                        numberInCall,
                        otherCampaign,
                        unspoken,
                        nodes,
                        3,
                        ready));
    }

    @Test
    void nothingIsInTheWay() {
        assertThat(why().code()).isEqualTo("NEXT_IN_LINE");
    }

    @Test
    void aStopComesBeforeEverythingElse() {
        stopped = EARLIER;
        campaign = "PAUSED";
        assertThat(why().code()).isEqualTo("NUMBER_STOPPED");
        assertThat(why().params()).containsEntry("since", EARLIER).containsEntry("reason", "asked");
    }

    @Test
    void nobodyAtWorkSpeaksTheLanguageThatTheCampaignRequires() {
        unspoken = "yue";
        assertThat(why().code()).isEqualTo("NO_SPEAKER");
        assertThat(why().params()).containsEntry("language", "yue");
    }

    @Test
    void theCampaignDoesNotCall() {
        nextAt = LATER;
        for (String closed : List.of("DRAFT", "PAUSED", "CLOSED")) {
            campaign = closed;
            assertThat(why().code()).isEqualTo("CAMPAIGN_" + closed);
        }
    }

    @Test
    void itWaitsForATimeAndSaysWhichAndInWhichZone() {
        nextAt = LATER;
        assertThat(why().code()).isEqualTo("WAITS_FOR_WINDOW");
        assertThat(why().params()).containsEntry("at", LATER).containsEntry("zone", "Asia/Shanghai");
        reason = "RETRY_NO_ANSWER";
        assertThat(why().code()).isEqualTo("WAITS_FOR_RETRY");
        assertThat(why().params()).containsEntry("reason", "RETRY_NO_ANSWER");
        reason = "APPOINTMENT";
        assertThat(why().code()).isEqualTo("WAITS_FOR_APPOINTMENT");
        reason = "NOT_BEFORE";
        assertThat(why().code()).isEqualTo("WAITS_FOR_NOT_BEFORE");
        reason = "DAILY_LIMIT";
        assertThat(why().code()).isEqualTo("DAILY_LIMIT");
    }

    @Test
    void aLimitAndTheOtherCampaignAreNamed() {
        nextAt = LATER;
        reason = "WEEKLY_LIMIT";
        otherCampaign = "保养回访";
        assertThat(why().code()).isEqualTo("WEEKLY_LIMIT");
        assertThat(why().params()).containsEntry("at", LATER).doesNotContainKey("campaign");
        reason = "OTHER_CAMPAIGN";
        assertThat(why().code()).isEqualTo("OTHER_CAMPAIGN");
        assertThat(why().params()).containsEntry("campaign", "保养回访");
    }

    @Test
    void theWindowWentByWithoutACall() {
        until = NOW;
        assertThat(why().code()).isEqualTo("PLANNED_ANEW");
    }

    @Test
    void theDeadlineIsPast() {
        deadline = NOW;
        assertThat(why().code()).isEqualTo("DEADLINE_PASSED");
    }

    @Test
    void noServerDials() {
        nodes = List.of();
        assertThat(why().code()).isEqualTo("NO_NODE");
        nodes = List.of(new WhyNotCalled.Node("a", "RECORDING_DISK_FULL"));
        assertThat(why().code()).isEqualTo("NODE_BLOCKED");
        assertThat(why().params()).containsEntry("node", "a").containsEntry("blockedReason", "RECORDING_DISK_FULL");
        nodes = List.of(new WhyNotCalled.Node("a", "RECORDING_DISK_FULL"), new WhyNotCalled.Node("b", null));
        assertThat(why().code()).isEqualTo("NEXT_IN_LINE");
    }

    @Test
    void theNumberIsInACallOfAnotherCampaign() {
        numberInCall = true;
        assertThat(why().code()).isEqualTo("NUMBER_BUSY");
    }

    @Test
    void nobodyIsReadyToTalk() {
        ready = 0;
        assertThat(why().code()).isEqualTo("NO_AGENT_READY");
        assertThat(why().params()).containsEntry("loggedIn", 3);
    }

    @Test
    void whatDoesNotWaitSaysWhereItStands() {
        state = "REVIEW";
        reason = "INVALID_NUMBER";
        assertThat(why().code()).isEqualTo("IN_REVIEW");
        assertThat(why().params()).containsEntry("reason", "INVALID_NUMBER");
        state = "UNKNOWN";
        assertThat(why().code()).isEqualTo("UNKNOWN_FATE");
        state = "LIVE";
        assertThat(why().code()).isEqualTo("IN_CALL");
        for (String same : List.of("WRAP_UP", "DONE", "EXHAUSTED", "CANCELLED")) {
            state = same;
            assertThat(why().code()).isEqualTo(same);
        }
    }
}
