package org.huifang.campaign;

import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * How many customers are called at once for the agents there are.
 *
 * @param mode preset: RESERVED
 * @param overDial in POWER so many customers are called for each ready agent, 1.0 to 3.0; preset: 1.2
 * @param abandonCapPercent of the answered calls at most so many may be abandoned, 0.1 to 5.0; preset: 3.0
 * @param windowHours the share is measured over so many hours before this moment, 1 to 720; preset: 24
 * @param leastAnswered fewer answered calls in that time say nothing, and nothing is over-dialled, 20 to 10000; preset: 100
 * @param answerWithinMs a customer who answered waits so long for an agent, 500 to 5000; preset: 2000
 * @param abandonSound what customers hear for whom no agent was free: who called, and a number to ring. POWER needs one
 */
public record PacingRule(
        Mode mode,
        Double overDial,
        Double abandonCapPercent,
        Integer windowHours,
        Integer leastAnswered,
        Integer answerWithinMs,
        String abandonSound) {
    static final PacingRule PRESET = new PacingRule(Mode.RESERVED, 1.2, 3.0, 24, 100, 2000, "");

    /** Whether an agent is kept for every call. */
    public enum Mode {
        /** Each call has its agent before the customer's phone rings: nobody is ever abandoned by design. */
        RESERVED,
        /** More customers are called than there are agents, until the cap stops it. */
        POWER
    }

    public PacingRule {
        mode = mode == null ? Mode.RESERVED : mode;
        overDial = checked("pacing.overDial", overDial, 1.2, 1.0, 3.0);
        abandonCapPercent = checked("pacing.abandonCapPercent", abandonCapPercent, 3.0, 0.1, 5.0);
        windowHours = checked("pacing.windowHours", windowHours, 24, 1, 720);
        leastAnswered = checked("pacing.leastAnswered", leastAnswered, 100, 20, 10_000);
        answerWithinMs = checked("pacing.answerWithinMs", answerWithinMs, 2000, 500, 5000);
        abandonSound = abandonSound == null ? "" : abandonSound;
        if (!abandonSound.matches("[a-zA-Z0-9/_-]{0,80}")) {
            throw new RuleException("pacing.abandonSound", abandonSound, Remedy.SOUND_NAME.with());
        }
        if (mode == Mode.POWER && abandonSound.isEmpty()) {
            throw new RuleException("pacing.abandonSound", abandonSound, Remedy.ABANDON_SOUND_NEEDED.with());
        }
    }

    public boolean power() {
        return mode == Mode.POWER;
    }

    private static Double checked(String field, @Nullable Double value, double preset, double min, double max) {
        if (value == null) {
            return preset;
        }
        if (!(value >= min && value <= max)) {
            throw new RuleException(field, value, Remedy.NUMBER_BETWEEN.with(min, max));
        }
        return value;
    }

    private static Integer checked(String field, @Nullable Integer value, int preset, int min, int max) {
        if (value == null) {
            return preset;
        }
        if (value < min || value > max) {
            throw new RuleException(field, value, Remedy.WHOLE_NUMBER.with(min, max));
        }
        return value;
    }
}
