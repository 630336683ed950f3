package org.huifang.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.huifang.Remedy;

/** Rules as stored in {@code campaign_rules.rules} and as sent over REST. */
public final class RulesJson {
    private static final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private RulesJson() {}

    /** @throws RuleException naming the field that cannot be used */
    public static CampaignRules parse(String json) {
        return read(json, CampaignRules.class);
    }

    static MessageRules parseMessages(String json) {
        return read(json, MessageRules.class);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (UnrecognizedPropertyException e) {
            throw new RuleException(e.getPropertyName(), "…", Remedy.UNKNOWN_RULE.with(e.getKnownPropertyIds()));
        } catch (JsonProcessingException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof RuleException refused) {
                    throw refused;
                }
            }
            throw new RuleException("rules", "…", Remedy.NOT_OF_FORM.with(e.getOriginalMessage()));
        }
    }

    public static String write(CampaignRules rules) {
        return written(rules);
    }

    static String write(MessageRules rules) {
        return written(rules);
    }

    private static String written(Object rules) {
        try {
            return mapper.writeValueAsString(rules);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rules cannot be written", e);
        }
    }
}
