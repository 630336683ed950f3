package org.huifang.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** Rules as a person or a file gives them. */
public final class GivenRules {
    private static final ObjectMapper mapper = new ObjectMapper();

    private GivenRules() {}

    /** @throws Refusal naming the rule that cannot be kept */
    public static CampaignRules read(String json) {
        try {
            CampaignRules rules = RulesJson.parse(withMessages(json));
            rules.checkMessages();
            return rules;
        } catch (RuleException e) {
            throw e.refusal("rules.");
        }
    }

    /** A new version writes on every occasion unless it says otherwise; those published before go on as they were. */
    private static String withMessages(String json) {
        try {
            JsonNode tree = mapper.readTree(json);
            if (!(tree instanceof ObjectNode rules)) {
                return json;
            }
            JsonNode given = rules.path("messages");
            MessageRules messages =
                    RulesJson.parseMessages(given.isMissingNode() || given.isNull() ? "{}" : given.toString());
            rules.set("messages", mapper.readTree(RulesJson.write(messages.withPresets())));
            return mapper.writeValueAsString(rules);
        } catch (JsonProcessingException e) {
            throw new RuleException("rules", "…", Remedy.NOT_OF_FORM.with(e.getOriginalMessage()));
        }
    }
}
