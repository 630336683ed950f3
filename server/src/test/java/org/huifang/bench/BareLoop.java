package org.huifang.bench;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The least that could place these calls: it writes an Originate at the appointed time, whatever became of those before,
 * and gives the agent the next call when the channel has ended. No database, no rules, no records.
 */
final class BareLoop implements Caller {
    private static final long SOON_MICROS = 500_000;

    private final Stage stage;
    private final AmiLink ami;
    private final ConcurrentLinkedQueue<Stage.Line> free = new ConcurrentLinkedQueue<>();
    private final Map<String, Stage.Line> busy = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    BareLoop(Stage stage) {
        this.stage = stage;
        free.addAll(stage.lines());
        ami = new AmiLink(stage.asterisk(), this::onEvent);
    }

    @Override
    public String name() {
        return "bare loop";
    }

    private void onEvent(String event, String id) {
        if (event.equals("Hangup")) {
            Stage.Line line = busy.remove(id);
            if (line != null) {
                free.add(line);
            }
        }
    }

    @Override
    public Offer offer(int rate, int count) {
        stopped = false;
        var offer = new Sent(rate, count, stage.numbers(count));
        var sender = new Thread(() -> send(offer), "bare-sender");
        sender.setDaemon(true);
        sender.start();
        return offer;
    }

    private void send(Sent offer) {
        for (int i = 0; i < offer.count && !stopped; i++) {
            for (long left = offer.dueMicros(i) - WallClock.micros(); left > 0; ) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(left));
                left = offer.dueMicros(i) - WallClock.micros();
            }
            Stage.Line line = free.poll();
            if (line == null) {
                continue;
            }
            String id = UUID.randomUUID().toString();
            busy.put(id, line);
            offer.channels[i] = id;
            String packet = originate(id, offer.number(i), line.channel());
            offer.began[i] = WallClock.micros();
            ami.send(packet);
        }
    }

    private static String originate(String id, String number, String agent) {
        return "Action: Originate\r\nActionID: " + id + "\r\nChannelId: " + id + "\r\nChannel: PJSIP/" + number + "@"
                + Stage.TRUNK
                + "\r\nContext: huifang-customer\r\nExten: s\r\nPriority: 1\r\nTimeout: 53000\r\nAsync: true"
                + "\r\nCallerID: " + HuifangData.CALLER_ID + "\r\nVariable: HF_AGENT=" + agent
                + "\r\nVariable: HF_ANNOUNCE=\r\nVariable: HF_MAX_CALL=3600\r\nVariable: HF_LOST_WAIT=20\r\n\r\n";
    }

    /** Of this whole process, which does nothing else meanwhile: an upper bound. */
    @Override
    public double cpu() {
        return CpuClock.ofProcess(ProcessHandle.current().pid());
    }

    @Override
    public double sealingCpu() {
        return 0;
    }

    @Override
    public double postgresCpu() {
        return 0;
    }

    @Override
    public Round.Sealing sealing() {
        stage.dropRecordings();
        return Round.Sealing.NONE;
    }

    @Override
    public void quiet() {
        stopped = true;
        WallClock.await("the bare loop's calls to end", 120, busy::isEmpty);
    }

    @Override
    public void close() {
        ami.close();
    }

    private static final class Sent extends Offer {
        final long[] began;
        final String[] channels;

        Sent(int rate, int count, long firstNumber) {
            super(rate, count, firstNumber, WallClock.micros() + SOON_MICROS);
            began = new long[count];
            channels = new String[count];
        }

        @Override
        void settle() {}

        @Override
        long beganMicros(int call) {
            return began[call];
        }

        @Override
        String channel(int call) {
            return channels[call] == null ? "" : channels[call];
        }
    }
}
