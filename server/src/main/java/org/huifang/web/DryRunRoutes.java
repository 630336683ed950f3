package org.huifang.web;

import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.huifang.campaign.GivenRules;
import org.huifang.rehearsal.DryRun;
import org.jspecify.annotations.Nullable;

/** What rules would do, before they are published. */
final class DryRunRoutes implements Routes {
    private final DryRun dryRun;

    DryRunRoutes(DryRun dryRun) {
        this.dryRun = dryRun;
    }

    record Proposal(Map<String, Object> rules, @Nullable Integer agents) {}

    @Override
    public void mount(Api api) {
        api.on("dryRunRules", this::run);
    }

    /** Whoever leaves before the answer ends the work. */
    private Future<Reply> run(Request request) {
        Proposal given = request.body(Proposal.class);
        var gone = new AtomicBoolean();
        request.http().response().closeHandler(closed -> gone.set(true));
        return dryRun.run(
                        request.who().orgId(),
                        request.id(),
                        GivenRules.read(Json.write(given.rules()).toString()),
                        given.agents(),
                        gone::get)
                .map(Reply::ok);
    }
}
