package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.huifang.callback.CallbackState;
import org.huifang.callback.ReviewReason;
import org.huifang.campaign.AnswerHours;
import org.huifang.campaign.Band;
import org.huifang.campaign.RulesJson;
import org.huifang.campaign.Tried;
import org.junit.jupiter.api.Test;

class OutcomePolicyTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Band MORNING = new Band(LocalTime.of(9, 0), LocalTime.of(10, 30));
    private static final Band AFTERNOON = new Band(LocalTime.of(14, 30), LocalTime.of(16, 0));
    private static final Instant MONDAY_MORNING = Instant.parse("2026-11-23T01:30:00Z");
    private static final OutcomePolicy.Before NOTHING = new OutcomePolicy.Before(0, 0, 0, Tried.NOTHING);

    @Test
    void threeUnansweredAttemptsExhaustTheCallback() {
        Verdict first = decide("{}", Outcome.NO_ANSWER, NOTHING, MORNING, MONDAY_MORNING);
        assertThat(first.counted()).isTrue();
        assertThat(slotStart(first)).isEqualTo("2026-11-24T06:30:00Z");
        Instant tuesday = Instant.parse("2026-11-24T06:40:00Z");
        Verdict second = decide("{}", Outcome.NO_ANSWER, after(first), AFTERNOON, tuesday);
        assertThat(slotStart(second)).isEqualTo("2026-11-25T01:00:00Z");
        Verdict third = decide("{}", Outcome.NO_ANSWER, after(second), MORNING, Instant.parse("2026-11-25T01:05:00Z"));
        assertThat(third.next()).isInstanceOf(CallbackState.Exhausted.class);
        assertThat(third.countedSoFar()).isEqualTo(3);
    }

    @Test
    void aRetryTakesTheBandInWhichThisCustomerHasAnswered() {
        String rules =
                "{\"windows\":[{\"from\":\"09:00\",\"to\":\"10:30\",\"days\":\"EVERY_DAY\"},{\"from\":\"11:00\",\"to\":\"12:00\",\"days\":\"EVERY_DAY\"},{\"from\":\"14:30\",\"to\":\"16:00\",\"days\":\"EVERY_DAY\"}]}";
        Verdict unknown = policy(rules).decide(Outcome.NO_ANSWER, NOTHING, MORNING, MONDAY_MORNING, MONDAY_MORNING);
        assertThat(slotStart(unknown)).as("the earliest").isEqualTo("2026-11-24T03:00:00Z");
        Verdict known = policy(rules, (short) 15, (short) 9, (short) 9)
                .decide(Outcome.NO_ANSWER, NOTHING, MORNING, MONDAY_MORNING, MONDAY_MORNING);
        assertThat(slotStart(known))
                .as("never the band before, though it was the best")
                .isEqualTo("2026-11-24T06:30:00Z");
    }

    @Test
    void anAttemptAcrossMidnightCountsForTheDateItWasClaimedOn() {
        String rules =
                "{\"windows\":[{\"from\":\"08:00\",\"to\":\"12:00\",\"days\":\"EVERY_DAY\"},{\"from\":\"20:00\",\"to\":\"24:00\",\"days\":\"EVERY_DAY\"}]}";
        var evening = new Band(LocalTime.of(20, 0), LocalTime.parse("23:59:59.999999"));
        Instant claimed = Instant.parse("2026-11-23T15:59:50Z");
        Verdict verdict = policy(rules).decide(Outcome.NO_ANSWER, NOTHING, evening, claimed, claimed.plusSeconds(21));
        assertThat(verdict.tried().lastDate()).isEqualTo(LocalDate.parse("2026-11-23"));
        assertThat(slotStart(verdict)).as("Tuesday 8:00, another date and band").isEqualTo("2026-11-24T00:00:00Z");
    }

    @Test
    void whatDidNotCountGoesToASupervisorAtTheFifth() {
        OutcomePolicy.Before before = NOTHING;
        for (Outcome outcome : List.of(Outcome.BUSY, Outcome.RANG_SHORT, Outcome.UNREACHABLE, Outcome.ABANDONED)) {
            Verdict verdict = decide("{}", outcome, before, MORNING, MONDAY_MORNING);
            assertThat(verdict.counted()).isFalse();
            assertThat(verdict.next()).as(outcome.name()).isInstanceOf(CallbackState.Waiting.class);
            before = after(verdict);
        }
        assertThat(decide("{}", Outcome.BUSY, before, MORNING, MONDAY_MORNING).next())
                .isEqualTo(new CallbackState.Review(ReviewReason.UNCOUNTED_LIMIT));
    }

    @Test
    void theSystemsFailuresAreNotTheCustomers() {
        Verdict verdict = decide("{}", Outcome.TRUNK_DEAD, NOTHING, MORNING, MONDAY_MORNING);
        assertThat(verdict.uncounted()).isZero();
        assertThat(verdict.failures()).isEqualTo(1);
        assertThat(slotStart(verdict)).isEqualTo("2026-11-23T01:35:00Z");
        var four = new OutcomePolicy.Before(0, 0, 4, Tried.NOTHING);
        assertThat(decide("{}", Outcome.NO_RINGING, four, MORNING, MONDAY_MORNING)
                        .next())
                .isEqualTo(new CallbackState.Review(ReviewReason.FAILURES));
    }

    @Test
    void whatNobodyCanTellIsNeverDialledAgainByItself() {
        assertThat(decide("{}", Outcome.UNKNOWN, NOTHING, MORNING, MONDAY_MORNING)
                        .next())
                .isInstanceOf(CallbackState.Unknown.class);
    }

    @Test
    void busyAtTheEndOfAWindowMovesToTheNextOne() {
        Verdict verdict = decide("{}", Outcome.BUSY, NOTHING, MORNING, Instant.parse("2026-11-23T02:20:00Z"));
        assertThat(slotStart(verdict)).isEqualTo("2026-11-23T06:30:00Z");
    }

    @Test
    void busyAfterACountedAttemptStaysOffItsDateAndBand() {
        var oneCounted = new OutcomePolicy.Before(1, 0, 0, Tried.NOTHING.and(LocalDate.parse("2026-11-20"), MORNING));
        Verdict verdict = decide("{}", Outcome.BUSY, oneCounted, AFTERNOON, Instant.parse("2026-11-23T07:50:00Z"));
        assertThat(slotStart(verdict)).as("not Tuesday morning").isEqualTo("2026-11-24T06:30:00Z");
    }

    @Test
    void theCampaignDecidesWhatFollowsEachOutcome() {
        String rules =
                "{\"busy\":{\"action\":\"REVIEW\",\"delayMinutes\":0},\"invalidNumber\":{\"action\":\"ANOTHER_DAY\",\"delayMinutes\":0}}";
        assertThat(decide(rules, Outcome.BUSY, NOTHING, MORNING, MONDAY_MORNING).next())
                .isInstanceOf(CallbackState.Review.class);
        assertThat(slotStart(decide(rules, Outcome.INVALID_NUMBER, NOTHING, MORNING, MONDAY_MORNING)))
                .isEqualTo("2026-11-24T06:30:00Z");
    }

    @Test
    void aDemoMayTryAgainInMinutes() {
        String rules =
                "{\"relaxedRetrySeconds\":60,\"windows\":[{\"from\":\"00:00\",\"to\":\"24:00\",\"days\":\"EVERY_DAY\"}]}";
        assertThat(slotStart(decide(rules, Outcome.NO_ANSWER, NOTHING, MORNING, MONDAY_MORNING)))
                .isEqualTo("2026-11-23T01:31:00Z");
    }

    private static Verdict decide(String rules, Outcome outcome, OutcomePolicy.Before before, Band band, Instant now) {
        return policy(rules).decide(outcome, before, band, now, now);
    }

    private static OutcomePolicy policy(String rules, Short... answeredHours) {
        return new OutcomePolicy(
                RulesJson.parse(rules),
                SHANGHAI,
                date -> date.getDayOfWeek().getValue() < 6,
                AnswerHours.of(answeredHours));
    }

    private static OutcomePolicy.Before after(Verdict verdict) {
        return new OutcomePolicy.Before(
                verdict.countedSoFar(), verdict.uncounted(), verdict.failures(), verdict.tried());
    }

    private static String slotStart(Verdict verdict) {
        return ((CallbackState.Waiting) verdict.next()).slot().from().toString();
    }
}
