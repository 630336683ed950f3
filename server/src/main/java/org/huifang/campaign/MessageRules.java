package org.huifang.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * When and what a campaign writes to customers. Versions from before this existed write after the last unanswered attempt
 * alone.
 *
 * @param matter what the call is about, by language: the variable {@code {matter}} (R33)
 * @param exhausted after the last unanswered attempt (R33)
 * @param notConvenient after the customer named another time (R36); null: not written to
 * @param refusesCalls to who does not want to be called (R42); null: not written to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageRules(
        Map<String, String> matter,
        MessageRule exhausted,
        @Nullable MessageRule notConvenient,
        @Nullable MessageRule refusesCalls) {

    public MessageRules {
        matter = matter == null ? MATTER : Map.copyOf(matter);
        exhausted = exhausted == null ? MessageRule.preset(null) : exhausted;
    }

    /** As campaigns wrote before they could choose. */
    static MessageRules asBefore() {
        return new MessageRules(MATTER, MessageRule.bySmsAlone(), null, null);
    }

    /** Its text stands in {@code exhaustedMessage}, so that it stands in one place. */
    MessageRules withoutExhaustedText() {
        return exhausted.text() == null
                ? this
                : new MessageRules(
                        matter,
                        new MessageRule(null, exhausted.subject(), exhausted.channels(), exhausted.validityHours()),
                        notConvenient,
                        refusesCalls);
    }

    /** What a new version has where it says nothing of its own. */
    MessageRules withPresets() {
        return new MessageRules(
                matter,
                exhausted,
                notConvenient == null ? MessageRule.preset(NOT_CONVENIENT) : completed(notConvenient, NOT_CONVENIENT),
                refusesCalls == null ? MessageRule.preset(REFUSES_CALLS) : completed(refusesCalls, REFUSES_CALLS));
    }

    public @Nullable MessageRule of(MessageKind kind) {
        return switch (kind) {
            case EXHAUSTED -> exhausted;
            case NOT_CONVENIENT -> notConvenient;
            case REFUSES_CALLS -> refusesCalls;
        };
    }

    /** @throws RuleException naming the field that cannot be used */
    void check() {
        if (exhausted.channels().isEmpty()) {
            throw new RuleException("messages.exhausted.channels", "[]", Remedy.CHANNEL_NEEDED.with());
        }
        for (MessageKind kind : MessageKind.values()) {
            MessageRule rule = of(kind);
            if (rule != null) {
                rule.check(kind);
            }
        }
        matter.forEach((language, text) -> {
            if (text.isBlank() || text.length() > 100 || text.matches("(?s).*[{}\\p{Cntrl}].*")) {
                throw new RuleException("messages.matter." + language, text, Remedy.MATTER_LINE.with());
            }
        });
    }

    private static MessageRule completed(MessageRule given, Map<String, String> preset) {
        return new MessageRule(
                given.text() == null ? preset : given.text(), given.subject(), given.channels(), given.validityHours());
    }

    private static final Map<String, String> MATTER = Map.of("zh", "回访事宜", "en", "a follow-up on your recent visit");
    private static final Map<String, String> NOT_CONVENIENT = Map.of(
            "zh", "尊敬的{name}，我们将按约定于{time}就{matter}致电您。如需更改，请致电{callerId}。",
            "en", "Dear {name}, as agreed we will call you on {time} about {matter}. To change it, ring {callerId}.");
    private static final Map<String, String> REFUSES_CALLS = Map.of(
            "zh", "尊敬的{name}，关于{matter}，我们不再致电打扰。如有需要，请致电{callerId}。",
            "en", "Dear {name}, about {matter}: we will not call you again. Should you need us, ring {callerId}.");
}
