package org.huifang.bench;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Offers calls at an even rate and measures what becomes of those after the warm-up. */
final class RoundRunner {
    private static final long LATE_MICROS = 5_000_000;

    private final Stage stage;

    RoundRunner(Stage stage) {
        this.stage = stage;
    }

    /** CPU so far, in ms. */
    private record Account(long at, double caller, double sealing, double postgres, double asterisk, double machine) {}

    Round run(Caller caller, int rate, int warmUp, int calls) {
        Offer offer = caller.offer(rate, warmUp + calls);
        WallClock.sleepUntil(offer.dueMicros(warmUp));
        Account before = account(caller);
        WallClock.sleepUntil(offer.dueMicros(warmUp + calls));
        Account after = account(caller);
        long until = offer.dueMicros(warmUp + calls) + LATE_MICROS;
        WallClock.sleepUntil(until);
        caller.quiet();
        offer.settle();
        stage.wire().look();
        stage.channels().look();
        var seen = IntStream.range(warmUp, warmUp + calls)
                .mapToObj(i -> Seen.of(stage, offer, i, until))
                .toList();
        int completed = (int) seen.stream().filter(Seen::completed).count();
        double[] toInvite = seen.stream()
                .filter(s -> s.invited > 0 && s.began > 0)
                .mapToDouble(s -> (s.invited - s.began) / 1e3)
                .toArray();
        double[] toBridge = seen.stream()
                .filter(s -> s.bridged > 0 && s.answered > 0)
                .mapToDouble(s -> (s.bridged - s.answered) / 1e3)
                .toArray();
        return new Round(
                calls,
                (int) seen.stream().filter(s -> s.bridged > 0).count(),
                completed,
                completed / (calls / (double) rate),
                Spread.of(toInvite),
                Spread.of(toBridge),
                perCall(before, after, endedBetween(offer, before.at, after.at)),
                caller.sealing());
    }

    /** Whether this rate is borne: {@code share} of the calls bridged within a second after the last was due. */
    boolean holds(Caller caller, int rate, int seconds, double share) {
        Offer offer = caller.offer(rate, rate * seconds);
        long until = offer.dueMicros(offer.count) + 1_000_000;
        WallClock.sleepUntil(until + 500_000);
        caller.quiet();
        offer.settle();
        stage.wire().look();
        stage.channels().look();
        long bridged = IntStream.range(0, offer.count)
                .filter(i -> Seen.of(stage, offer, i, until).bridged > 0)
                .count();
        System.out.printf(
                "  %-9s %d/s for %d s: %.4f bridged in time%n",
                caller.name(), rate, seconds, bridged / (double) offer.count);
        return bridged >= share * offer.count;
    }

    private Account account(Caller caller) {
        return new Account(
                WallClock.micros(),
                caller.cpu(),
                caller.sealingCpu(),
                caller.postgresCpu(),
                CpuClock.ofProcess(stage.asterisk().pid()),
                CpuClock.ofMachine());
    }

    /** Calls of the warm-up that end early in the measured time stand for those that end after it. */
    private long endedBetween(Offer offer, long from, long to) {
        return IntStream.range(0, offer.count)
                .mapToObj(offer::channel)
                .map(stage.channels()::of)
                .filter(life -> life != null && life.ended >= from && life.ended < to)
                .count();
    }

    private static Round.Cpu perCall(Account before, Account after, double calls) {
        return new Round.Cpu(
                (after.caller - before.caller) / calls,
                (after.sealing - before.sealing) / calls,
                (after.postgres - before.postgres) / calls,
                (after.asterisk - before.asterisk) / calls,
                (after.machine - before.machine) / calls);
    }

    /** One call as the logs tell it; 0: never, or too late. */
    private record Seen(long began, long invited, long answered, long bridged, long ended) {
        boolean completed() {
            return bridged > 0 && ended > bridged;
        }

        static Seen of(Stage stage, Offer offer, int call, long until) {
            WireLog.@Nullable Seen wire = stage.wire().of(offer.number(call));
            ChannelLog.@Nullable Life life = stage.channels().of(offer.channel(call));
            return new Seen(
                    offer.beganMicros(call),
                    wire == null ? 0 : wire.invited(),
                    wire == null ? 0 : wire.answered(),
                    life == null || life.bridged > until ? 0 : life.bridged,
                    life == null || life.ended > until ? 0 : life.ended);
        }
    }
}
