package org.huifang.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * How customers are written to on one occasion.
 *
 * @param text by language, as zh and en; null for EXHAUSTED alone, whose text is {@code exhaustedMessage}
 * @param subject by language, of an e-mail or letter
 * @param channels in which order to try: the first that the customer has and has not refused; empty: not written to
 * @param validityHours a message that could not be sent so long is not sent any more, 1 to 720
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageRule(
        @Nullable Map<String, String> text,
        Map<String, String> subject,
        List<MessageChannel> channels,
        Integer validityHours) {
    private static final int LONGEST_SUBJECT = 120;
    private static final Map<String, String> SUBJECT = Map.of("zh", "回访通知", "en", "About your callback");
    private static final List<MessageChannel> CHANNELS = List.of(MessageChannel.SMS, MessageChannel.EMAIL);
    private static final int VALIDITY_HOURS = 72;

    public MessageRule {
        text = text == null ? null : Map.copyOf(text);
        subject = subject == null ? SUBJECT : Map.copyOf(subject);
        channels = channels == null ? CHANNELS : List.copyOf(channels);
        validityHours = validityHours == null ? VALIDITY_HOURS : validityHours;
        if (validityHours < 1 || validityHours > 720) {
            throw new RuleException("messages.validityHours", validityHours, Remedy.WHOLE_NUMBER.with(1, 720));
        }
        if (channels.stream().distinct().count() < channels.size()) {
            throw new RuleException("messages.channels", channels, Remedy.CHANNEL_TWICE.with());
        }
    }

    static MessageRule preset(@Nullable Map<String, String> text) {
        return new MessageRule(text, SUBJECT, CHANNELS, VALIDITY_HOURS);
    }

    static MessageRule bySmsAlone() {
        return new MessageRule(null, SUBJECT, List.of(MessageChannel.SMS), VALIDITY_HOURS);
    }

    /** @throws RuleException when what is written cannot be filled or sent */
    void check(MessageKind kind) {
        if (text != null) {
            check(kind, kind.field() + ".text", text);
        }
        check(kind, kind.field() + ".subject", subject);
        subject.forEach((language, line) -> {
            if (line.length() > LONGEST_SUBJECT || line.chars().anyMatch(Character::isISOControl)) {
                throw new RuleException(
                        kind.field() + ".subject." + language, line, Remedy.SUBJECT_LINE.with(LONGEST_SUBJECT));
            }
        });
    }

    static void check(MessageKind kind, String field, Map<String, String> texts) {
        if (texts.isEmpty()) {
            throw new RuleException(field, "{}", Remedy.TEXT_NEEDED.with());
        }
        texts.forEach((language, text) -> {
            if (!language.matches("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")) {
                throw new RuleException(field, language, Remedy.LANGUAGE_TAG.with());
            }
            if (text.isBlank()) {
                throw new RuleException(field + "." + language, "", Remedy.TEXT_OR_NO_LANGUAGE.with());
            }
            if (text.length() > 1000) {
                throw new RuleException(field + "." + language, text, Remedy.TEXT_LENGTH.with(1000));
            }
            MessageTemplate.check(field + "." + language, text, kind.variables());
        });
    }

    /** In the customer's language; else its base language, else Chinese, else English, else whichever there is. */
    static String in(Map<String, String> texts, String language) {
        int dash = language.indexOf('-');
        for (String wanted : List.of(language, dash < 0 ? language : language.substring(0, dash), "zh", "en")) {
            String text = texts.get(wanted);
            if (text != null) {
                return text;
            }
        }
        return texts.isEmpty() ? "" : texts.values().iterator().next();
    }
}
