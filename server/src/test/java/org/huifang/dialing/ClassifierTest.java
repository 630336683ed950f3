package org.huifang.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.huifang.telephony.RingBasis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
    private static final Instant T = Instant.parse("2026-11-23T01:30:00Z");
    private final Classifier classifier = new Classifier(Duration.ofSeconds(20), false);

    @ParameterizedTest
    @CsvSource({
        "17, 486, BUSY",
        "17, 600, BUSY",
        "1, 404, INVALID_NUMBER",
        "28, 484, INVALID_NUMBER",
        "0, 604, INVALID_NUMBER",
        "21, 603, REJECTED",
        "19, 480, UNREACHABLE",
        "34, 503, CONGESTION",
        "18, 408, TRUNK_DEAD",
        "20, , UNREACHABLE",
        "0, , CONGESTION"
    })
    void aCallThatNeverRangIsToldByCauseAndCode(Integer q850, Integer sip, Outcome outcome) {
        assertThat(classifier.classify(AttemptFacts.NONE.ended(T, q850, sip))).isEqualTo(outcome);
    }

    @Test
    void aRingOfTheFloorCountsAndOneMillisecondLessDoesNot() {
        assertThat(classifier.classify(rang(20_000).withOurHangup())).isEqualTo(Outcome.NO_ANSWER);
        assertThat(classifier.classify(rang(19_999).withOurHangup())).isEqualTo(Outcome.RANG_SHORT);
    }

    @Test
    void aHangupOfOursThatCrossesTheAnswerIsAnAnswer() {
        var facts = AttemptFacts.NONE
                .ringing(T, RingBasis.RINGING_180)
                .withOurHangup()
                .answered(T.plusSeconds(20))
                .ended(T.plusSeconds(21), 19, 480);
        assertThat(classifier.classify(facts)).isEqualTo(Outcome.ABANDONED);
    }

    @Test
    void aBusyThatCrossesOurHangupIsBusy() {
        assertThat(classifier.classify(AttemptFacts.NONE
                        .ringing(T, RingBasis.RINGING_180)
                        .withOurHangup()
                        .ended(T.plusSeconds(20), 17, 486)))
                .isEqualTo(Outcome.BUSY);
    }

    @Test
    void earlyMediaAloneCountsOnlyWhereTheTrunkSaysSo() {
        var facts = AttemptFacts.NONE
                .ringing(T, RingBasis.PROGRESS_183)
                .withOurHangup()
                .ended(T.plusSeconds(20), 19, null);
        assertThat(classifier.classify(facts)).isEqualTo(Outcome.RANG_SHORT);
        assertThat(new Classifier(Duration.ofSeconds(20), true).classify(facts)).isEqualTo(Outcome.NO_ANSWER);
    }

    @Test
    void ringingAfterEarlyMediaStartsAgainAndASecondRingingDoesNot() {
        var facts = AttemptFacts.NONE
                .ringing(T, RingBasis.PROGRESS_183)
                .ringing(T.plusSeconds(5), RingBasis.RINGING_180)
                .ringing(T.plusSeconds(9), RingBasis.RINGING_180)
                .ended(T.plusSeconds(25), 19, 480);
        assertThat(facts.ring()).isEqualTo(Duration.ofSeconds(20));
        assertThat(facts.ringBasis()).isEqualTo(RingBasis.RINGING_180);
    }

    @Test
    void nothingAtAllUntilWeGaveUpIsTheTrunksFault() {
        assertThat(classifier.classify(AttemptFacts.NONE.withOurHangup().ended(T, 19, 480)))
                .isEqualTo(Outcome.NO_RINGING);
        assertThat(classifier.classify(AttemptFacts.NONE.withRefusal(T))).isEqualTo(Outcome.ORIGINATE_FAILED);
    }

    @Test
    void factsMergeInAnyOrderAndNeverDisappear() {
        var facts = AttemptFacts.NONE
                .bridged(T.plusSeconds(2))
                .answered(T.plusSeconds(3))
                .ringing(T, RingBasis.RINGING_180)
                .ended(T.plusSeconds(9), 16, null);
        assertThat(classifier.classify(facts)).isEqualTo(Outcome.ANSWERED);
        assertThat(facts.answeredAt()).isEqualTo(T.plusSeconds(2));
        assertThat(facts.talk()).isEqualTo(Duration.ofSeconds(7));
    }

    private static AttemptFacts rang(long millis) {
        return AttemptFacts.NONE.ringing(T, RingBasis.RINGING_180).ended(T.plusMillis(millis), 19, 480);
    }
}
