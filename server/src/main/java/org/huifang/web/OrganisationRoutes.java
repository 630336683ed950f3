package org.huifang.web;

import org.huifang.identity.CallSettings;

/** What holds for all calls of the organisation. */
final class OrganisationRoutes implements Routes {
    private final CallSettings calls;

    OrganisationRoutes(CallSettings calls) {
        this.calls = calls;
    }

    @Override
    public void mount(Api api) {
        api.on("getCallSettings", request -> calls.get(request.who().orgId()).map(Reply::ok));
        api.on(
                "setCallSettings",
                request -> calls.set(
                                request.who().orgId(),
                                request.who().userId(),
                                request.body(CallSettings.Settings.class))
                        .map(done -> Reply.DONE));
    }
}
