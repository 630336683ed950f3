package org.huifang.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The server as a process of its own, and callbacks that fall due one after the other. */
final class Huifang implements Caller {
    private static final long SOON_MICROS = 2_000_000;
    /** What makes evidence of a sound after the call: encoding, sealing. The kernel knows 15 letters of a thread's name. */
    private static final List<String> SEALING_THREADS = List.of("recording-seal");

    private static final int DRAIN_SECONDS = 240;

    private final HuifangData data;
    private final Stage stage;
    private final Process server;

    Huifang(Stage stage, HuifangData data, Path folder, Path log) {
        this.stage = stage;
        this.data = data;
        this.server = ServerProcess.start(folder, stage, data.address(), log);
        int agents = stage.lines().size();
        WallClock.await(
                agents + " ready agents, see " + log,
                180,
                () -> server.isAlive() && data.count("agent WHERE presence = 'READY'") == agents);
    }

    @Override
    public String name() {
        return "Huifang";
    }

    @Override
    public Offer offer(int rate, int count) {
        long first = stage.numbers(count);
        // Writing them takes its time; none shall be late from the start.
        long due = WallClock.micros() + SOON_MICROS + count * 200L;
        data.callbacks(first, count, due, rate);
        if (WallClock.micros() > due) {
            throw new IllegalStateException("the database took too long to take " + count + " callbacks");
        }
        return new Due(rate, count, first, due);
    }

    @Override
    public double cpu() {
        return CpuClock.ofProcess(server.pid()) - sealingCpu();
    }

    @Override
    public double sealingCpu() {
        return CpuClock.ofThreads(server.pid(), SEALING_THREADS);
    }

    @Override
    public double postgresCpu() {
        return data.cpu();
    }

    @Override
    public Round.Sealing sealing() {
        long backlog = unsealed();
        long began = System.nanoTime();
        WallClock.await("all sound to be sealed", DRAIN_SECONDS, () -> unsealed() == 0);
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Round.Sealing(backlog, backlog / seconds);
    }

    private long unsealed() {
        return data.count("recording WHERE state IN ('PENDING', 'FAILED') AND ended_at IS NOT NULL");
    }

    @Override
    public void quiet() {
        data.withdraw();
        // Longer than the trunk's rtp_timeout: a call that SIPp forgot ends by it, and is counted as not completed.
        WallClock.await("Huifang's calls to end", 120, () -> data.count("live_attempt") == 0);
    }

    @Override
    public void close() {
        // By its handle: Process.destroy closes the pipe that tells the guard to kill it.
        server.toHandle().destroy();
        try {
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Due extends Offer {
        private Map<String, String> answered = Map.of();

        Due(int rate, int count, long firstNumber, long firstDue) {
            super(rate, count, firstNumber, firstDue);
        }

        @Override
        void settle() {
            answered = data.answered(firstNumber, count);
        }

        @Override
        long beganMicros(int call) {
            return dueMicros(call);
        }

        @Override
        String channel(int call) {
            return answered.getOrDefault(number(call), "");
        }
    }
}
