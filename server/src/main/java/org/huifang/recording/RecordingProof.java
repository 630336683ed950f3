package org.huifang.recording;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.huifang.recording.RecordingGate.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the gate again only on proof: a probe recorded by this node's Asterisk must arrive, with sound, in the folder
 * that this server reads. Tries every 2 s until it does.
 */
final class RecordingProof {
    private static final Logger log = LoggerFactory.getLogger(RecordingProof.class);
    private static final long AGAIN_MS = 2000;
    private static final long ARRIVES_WITHIN_MS = 4000;
    private static final long LOOK_EVERY_MS = 100;
    private static final int HEADER_BYTES = 44;
    private static final SecureRandom random = new SecureRandom();

    private final Vertx vertx;
    private final Spool spool;
    private final RecordingProbe probe;
    private final RecordingGate gate;
    private final FileWork work;
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile int distrusts;

    RecordingProof(Vertx vertx, Spool spool, RecordingProbe probe, RecordingGate gate, FileWork work) {
        this.vertx = vertx;
        this.spool = spool;
        this.probe = probe;
        this.gate = gate;
        this.work = work;
    }

    /** Closes the gate until a new proof. */
    void distrust(String why) {
        synchronized (this) {
            distrusts++;
            gate.close(Cause.NOT_PROVEN, why);
        }
        tryOnce();
    }

    private void tryOnce() {
        if (stopped || !gate.closedBy(Cause.NOT_PROVEN) || !trying.compareAndSet(false, true)) {
            return;
        }
        int before = distrusts;
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        Path file = spool.root().resolve("probe-" + nonce + ".wav");
        probe.record(nonce)
                .compose(ordered -> work.run(vertx.getOrCreateContext(), () -> arrived(file)))
                .onComplete(done -> {
                    trying.set(false);
                    if (done.succeeded() && done.result()) {
                        proven(before);
                    } else {
                        log.warn(
                                "recording still not proven cause={}",
                                done.failed() ? done.cause().toString() : "no probe arrived in the spool");
                    }
                    vertx.setTimer(AGAIN_MS, id -> tryOnce());
                });
    }

    /** A probe that began before the last distrust proves nothing about it. */
    private synchronized void proven(int distrustsBefore) {
        if (distrusts == distrustsBefore) {
            gate.open(Cause.NOT_PROVEN);
        }
    }

    private static boolean arrived(Path file) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ARRIVES_WITHIN_MS);
        boolean sound = false;
        while (!sound && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_EVERY_MS);
            sound = RawFiles.size(file) > HEADER_BYTES;
        }
        Files.deleteIfExists(file);
        return sound;
    }

    void stop() {
        stopped = true;
    }
}
