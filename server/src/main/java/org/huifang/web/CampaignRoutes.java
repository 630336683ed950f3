package org.huifang.web;

import io.vertx.core.Future;
import java.util.Map;
import org.huifang.callback.Replanning;
import org.huifang.campaign.CampaignList;
import org.huifang.campaign.CampaignRules;
import org.huifang.campaign.Campaigns;
import org.huifang.campaign.GivenRules;
import org.huifang.identity.SignedIn;
import org.huifang.report.CampaignProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Campaigns, their rules in versions, their state. */
final class CampaignRoutes implements Routes {
    private static final Logger log = LoggerFactory.getLogger(CampaignRoutes.class);

    private final Campaigns campaigns;
    private final CampaignList list;
    private final CampaignProgress progress;
    private final Replanning replanning;
    private final Idempotency idempotency;

    CampaignRoutes(
            Campaigns campaigns,
            CampaignList list,
            CampaignProgress progress,
            Replanning replanning,
            Idempotency idempotency) {
        this.campaigns = campaigns;
        this.list = list;
        this.progress = progress;
        this.replanning = replanning;
        this.idempotency = idempotency;
    }

    record NewCampaign(
            String code,
            String name,
            String trunk,
            @Nullable Boolean demo,
            @Nullable Map<String, Object> rules) {}

    record Publication(Map<String, Object> rules, String reason) {}

    record StateChange(String state, @Nullable String reason) {}

    @Override
    public void mount(Api api) {
        api.on("listCampaigns", request -> list.all(request.who().orgId()).map(Reply::items));
        api.on(
                "getCampaign",
                request -> list.get(request.who().orgId(), request.id()).map(Reply::ok));
        api.on(
                "campaignProgress",
                request -> progress.all(request.who().orgId()).map(Reply::items));
        api.on("createCampaign", this::create);
        api.on("publishRules", this::publish);
        api.on("setCampaignState", this::setState);
    }

    private Future<Reply> create(Request request) {
        NewCampaign given = request.body(NewCampaign.class);
        var campaign = new Campaigns.NewCampaign(
                given.code(),
                given.name(),
                given.trunk(),
                Boolean.TRUE.equals(given.demo()),
                rules(given.rules() == null ? Map.of() : given.rules()));
        SignedIn who = request.who();
        return idempotency.once(
                request,
                transaction -> campaigns
                        .create(transaction, who.orgId(), who.userId(), campaign)
                        .map(Reply::made));
    }

    private Future<Reply> publish(Request request) {
        Publication given = request.body(Publication.class);
        CampaignRules rules = rules(given.rules());
        SignedIn who = request.who();
        return idempotency
                .once(
                        request,
                        transaction -> campaigns
                                .publish(transaction, who.orgId(), who.userId(), request.id(), rules, given.reason())
                                .map(version -> new Reply(201, Map.of("version", version))))
                .onSuccess(published -> replanning
                        .run(request.id(), rules)
                        .onFailure(failure -> log.error(
                                "planning anew failed; claims check the window anyway campaign={}",
                                request.id(),
                                failure)));
    }

    private Future<Reply> setState(Request request) {
        StateChange change = request.body(StateChange.class);
        SignedIn who = request.who();
        return campaigns
                .setState(who.orgId(), who.userId(), request.id(), change.state(), change.reason())
                .map(done -> Reply.DONE);
    }

    private static CampaignRules rules(Map<String, Object> given) {
        return GivenRules.read(Json.write(given).toString());
    }
}
