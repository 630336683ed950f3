package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.huifang.campaign.CampaignPresets;
import org.huifang.campaign.Campaigns;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Campaigns that are ready to switch on, and campaigns made from them. */
final class PresetRoutes implements Routes {
    private final Campaigns campaigns;
    private final CampaignPresets presets;
    private final Idempotency idempotency;

    PresetRoutes(Campaigns campaigns, CampaignPresets presets, Idempotency idempotency) {
        this.campaigns = campaigns;
        this.presets = presets;
        this.idempotency = idempotency;
    }

    record FromPreset(
            String preset,
            String trunk,
            @Nullable String code,
            @Nullable String name,
            @Nullable Boolean demo,
            @Nullable Map<String, Object> rules) {}

    @Override
    public void mount(Api api) {
        api.on(
                "listCampaignPresets",
                request -> Future.succeededFuture(Reply.items(presets.all().stream()
                        .map(preset -> new JsonObject()
                                .put("code", preset.code())
                                .put("series", preset.series())
                                .put("name", preset.name())
                                .put("rules", preset.rules())
                                .getMap())
                        .toList())));
        api.on("createCampaignFromPreset", this::create);
    }

    private Future<Reply> create(Request request) {
        FromPreset given = request.body(FromPreset.class);
        SignedIn who = request.who();
        CampaignPresets.Preset preset = presets.get(given.preset());
        JsonObject otherwise = given.rules() == null ? new JsonObject() : new JsonObject(Json.write(given.rules()));
        String name = given.name() == null ? String.valueOf(preset.name().get("zh")) : given.name();
        var campaign = new Campaigns.NewCampaign(
                given.code() == null ? preset.code() : given.code(),
                name,
                given.trunk(),
                Boolean.TRUE.equals(given.demo()),
                presets.rules(preset, otherwise));
        return idempotency.once(
                request,
                transaction -> campaigns
                        .create(transaction, who.orgId(), who.userId(), campaign)
                        .map(Reply::made));
    }
}
