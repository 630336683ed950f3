package org.huifang.message;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.MessageChannel;
import org.huifang.campaign.MessageKind;
import org.huifang.campaign.MessageRule;
import org.huifang.campaign.MessageTemplate;
import org.jspecify.annotations.Nullable;

/**
 * What is written to one customer, ready for the outbox.
 *
 * @param language the customer's, or the one its campaign has instead
 */
public record MessageText(
        List<MessageChannel> channels, String language, String subject, String body, Duration validity) {

    /** @param time the appointment; null where the kind has none */
    public record About(
            String customerName,
            String language,
            @Nullable String callerId,
            ZoneId zone,
            @Nullable Instant time) {}

    /** Null where the campaign does not write on this occasion. */
    public static @Nullable MessageText of(CampaignRules rules, MessageKind kind, About about) {
        MessageRule rule = rules.message(kind);
        if (rule == null) {
            return null;
        }
        var values = new HashMap<String, String>();
        values.put("name", about.customerName());
        values.put("callerId", about.callerId() == null ? "" : about.callerId());
        values.put("matter", rules.matter(about.language()));
        values.put("time", about.time() == null ? "" : spoken(about.time(), about.zone(), about.language()));
        return new MessageText(
                rule.channels(),
                about.language(),
                filled(rules.messageSubject(kind, about.language()), values),
                filled(rules.messageText(kind, about.language()), values),
                Duration.ofHours(rule.validityHours()));
    }

    String[] channelNames() {
        return names(channels);
    }

    /** As the outbox stores them. */
    public static String[] names(List<MessageChannel> channels) {
        return channels.stream().map(MessageChannel::name).toArray(String[]::new);
    }

    private static String filled(String template, Map<String, String> values) {
        return MessageTemplate.fill(template, values);
    }

    private static String spoken(Instant time, ZoneId zone, String language) {
        boolean chinese = language.startsWith("zh") || language.startsWith("yue");
        return DateTimeFormatter.ofPattern(
                        chinese ? "M月d日HH:mm" : "d MMMM HH:mm", chinese ? Locale.CHINESE : Locale.ENGLISH)
                .format(time.atZone(zone));
    }
}
