package org.huifang.campaign;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * Campaigns that are ready to switch on (R1 to R9), from {@code campaign-presets.json}. Each comes with the hours in which
 * nobody is called (R31).
 */
public final class CampaignPresets {
    private static final JsonArray BARRED = new JsonArray()
            .add(barred("00:00", "09:00", "REST"))
            .add(barred("12:00", "14:00", "REST"))
            .add(barred("17:00", "19:00", "COMMUTING"))
            .add(barred("19:00", "24:00", "EVENING"));

    private final List<Preset> presets;

    public CampaignPresets() {
        try (var in = CampaignPresets.class.getResourceAsStream("/campaign-presets.json")) {
            if (in == null) {
                throw new IllegalStateException("campaign-presets.json is missing from the program; build it anew");
            }
            presets = new JsonArray(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .stream().map(entry -> read((JsonObject) entry)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("campaign-presets.json cannot be read", e);
        }
    }

    /**
     * @param name by language
     * @param series those of one series belong together, as the calls after a new car (R4); null: stands alone
     * @param rules complete
     */
    public record Preset(String code, @Nullable String series, Map<String, String> name, JsonObject rules) {}

    public List<Preset> all() {
        return presets;
    }

    /** @throws Refusal naming those that exist */
    public Preset get(String code) {
        return presets.stream()
                .filter(preset -> preset.code().equals(code))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        "preset",
                        code,
                        Remedy.NO_PRESET.with(presets.stream().map(Preset::code).collect(Collectors.joining(", ")))));
    }

    /**
     * The rules of a preset with some of them given otherwise, field by field. A goal that follows a campaign leaves the
     * preset's event behind, and the other way round.
     *
     * @throws Refusal naming the rule that cannot be kept
     */
    public CampaignRules rules(Preset preset, JsonObject otherwise) {
        JsonObject rules = preset.rules().copy();
        JsonObject goal = otherwise.getValue("goal") instanceof JsonObject given ? given : new JsonObject();
        if (goal.containsKey("follows") != goal.containsKey("event")) {
            rules.getJsonObject("goal").remove(goal.containsKey("follows") ? "event" : "follows");
        }
        return GivenRules.read(rules.mergeIn(otherwise, true).encode());
    }

    private static Preset read(JsonObject entry) {
        JsonObject given = entry.getJsonObject("rules").copy();
        if (!given.containsKey("barredHours")) {
            given.put("barredHours", BARRED);
        }
        var name = new TreeMap<String, String>();
        entry.getJsonObject("name").forEach(text -> name.put(text.getKey(), String.valueOf(text.getValue())));
        return new Preset(
                entry.getString("code"),
                entry.getString("series"),
                name,
                new JsonObject(RulesJson.write(RulesJson.parse(given.encode()))));
    }

    private static JsonObject barred(String from, String to, String why) {
        return new JsonObject().put("from", from).put("to", to).put("why", why);
    }
}
