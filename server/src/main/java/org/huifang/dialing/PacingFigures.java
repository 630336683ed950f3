package org.huifang.dialing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What /metrics tells of campaigns in power mode. */
final class PacingFigures {
    /** @param percent of the answered calls of the measured time that were abandoned */
    private record Figures(double percent, double answered, double overDials) {}

    private final MeterRegistry metrics;
    private final Map<String, Figures> byCampaign = new HashMap<>();
    private final Map<String, List<Meter>> gauges = new HashMap<>();

    PacingFigures(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    synchronized void measured(String campaign, Pacing.Measured measured) {
        byCampaign.put(
                campaign,
                new Figures(
                        100.0 * measured.abandoned() / Math.max(1, measured.answered()),
                        measured.answered(),
                        measured.state() == Pacing.State.OVER_DIALING ? 1 : 0));
        gauges.computeIfAbsent(
                campaign,
                code -> List.of(
                        gauge("huifang.pacing.abandoned.percent", code),
                        gauge("huifang.pacing.answered", code),
                        gauge("huifang.pacing.over.dials", code)));
    }

    /** Of other campaigns nothing is told any more. */
    synchronized void only(List<PacingWatch.Campaign> campaigns) {
        var known = campaigns.stream()
                .filter(PacingWatch.Campaign::power)
                .map(PacingWatch.Campaign::code)
                .collect(Collectors.toSet());
        gauges.entrySet().removeIf(gauge -> {
            boolean gone = !known.contains(gauge.getKey());
            if (gone) {
                gauge.getValue().forEach(metrics::remove);
                byCampaign.remove(gauge.getKey());
            }
            return gone;
        });
    }

    private Meter gauge(String name, String campaign) {
        return Gauge.builder(name, () -> value(name, campaign))
                .tag("campaign", campaign)
                .register(metrics);
    }

    private synchronized double value(String name, String campaign) {
        Figures figures = byCampaign.getOrDefault(campaign, new Figures(0, 0, 0));
        return name.endsWith("percent")
                ? figures.percent()
                : name.endsWith("answered") ? figures.answered() : figures.overDials();
    }
}
