package org.huifang.web;

import org.huifang.agent.Agents;
import org.huifang.campaign.Trunks;

/** Trunks and agents: who and what lines there are. Presence is another matter. */
final class LineRoutes implements Routes {
    private final Trunks trunks;
    private final Agents agents;
    private final Idempotency idempotency;

    LineRoutes(Trunks trunks, Agents agents, Idempotency idempotency) {
        this.trunks = trunks;
        this.agents = agents;
        this.idempotency = idempotency;
    }

    @Override
    public void mount(Api api) {
        api.on("listTrunks", request -> trunks.list(request.who().orgId()).map(Reply::items));
        api.on("createTrunk", request -> {
            var trunk = request.body(Trunks.TrunkInput.class);
            return idempotency.once(
                    request,
                    transaction -> trunks.create(
                                    transaction,
                                    request.who().orgId(),
                                    request.who().userId(),
                                    trunk)
                            .map(Reply::made));
        });
        api.on(
                "updateTrunk",
                request -> trunks.update(
                                request.who().orgId(),
                                request.who().userId(),
                                request.id(),
                                request.body(Trunks.TrunkInput.class))
                        .map(done -> Reply.DONE));
        api.on("listAgents", request -> agents.list(request.who().orgId()).map(Reply::items));
        api.on("createAgent", request -> {
            var agent = request.body(Agents.AgentInput.class);
            return idempotency.once(
                    request,
                    transaction -> agents.create(
                                    transaction,
                                    request.who().orgId(),
                                    request.who().userId(),
                                    agent)
                            .map(Reply::made));
        });
        api.on(
                "updateAgent",
                request -> agents.update(
                                request.who().orgId(),
                                request.who().userId(),
                                request.id(),
                                request.body(Agents.AgentInput.class))
                        .map(done -> Reply.DONE));
    }
}
