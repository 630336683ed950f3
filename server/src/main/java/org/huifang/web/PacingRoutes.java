package org.huifang.web;

import org.huifang.dialing.PacingReader;

/** Campaigns in power mode and their cap of abandoned calls. */
final class PacingRoutes implements Routes {
    private final PacingReader pacing;

    PacingRoutes(PacingReader pacing) {
        this.pacing = pacing;
    }

    @Override
    public void mount(Api api) {
        api.on("campaignPacing", request -> pacing.all(request.who().orgId()).map(Reply::items));
    }
}
