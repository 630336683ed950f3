package org.huifang.campaign;

/**
 * What becomes of a customer of this campaign who rings us (R44).
 *
 * @param enabled put through to an agent; else only an announcement and a line in the list; preset: true
 * @param answerSeconds so long the customer hears ringing while nobody is ready, 5 to 60; preset: 15, three rings of five seconds
 * @param whenNobody preset: CALL_BACK
 * @param exhaustedDays a callback whose attempts were used up, or that waits for a supervisor, is still meant by a customer who
 *     rings so many days later, 0 to 365; preset: 30
 */
public record InboundRule(Boolean enabled, Integer answerSeconds, WhenNobody whenNobody, Integer exhaustedDays) {
    static final InboundRule PRESET = new InboundRule(true, 15, WhenNobody.CALL_BACK, 30);

    /** What follows when no agent could take it, beside the announcement. */
    public enum WhenNobody {
        /** The customer is called first of all in the next window. */
        CALL_BACK,
        /** The callback goes on as planned. */
        ANNOUNCE_ONLY
    }

    public InboundRule {
        enabled = enabled == null || enabled;
        answerSeconds = checked("inbound.answerSeconds", answerSeconds, 15, 5, 60);
        whenNobody = whenNobody == null ? WhenNobody.CALL_BACK : whenNobody;
        exhaustedDays = checked("inbound.exhaustedDays", exhaustedDays, 30, 0, 365);
    }

    private static int checked(String field, Integer value, int preset, int min, int max) {
        if (value == null) {
            return preset;
        }
        if (value < min || value > max) {
            throw new RuleException(field, value, "give a whole number from " + min + " to " + max);
        }
        return value;
    }
}
