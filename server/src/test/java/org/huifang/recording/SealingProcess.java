package org.huifang.recording;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.CrashPoint;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.recording.store.S3Settings;

/** The whole room of recordings as a process of its own, sealing into an object store until nothing waits, or killed. */
final class SealingProcess {
    static final int KILLED = 128 + 9;

    private SealingProcess() {}

    static Process start(SealingLab lab, S3Settings s3, int port, String crashAt) throws Exception {
        DatabaseAddress at = lab.testDatabase.address();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dhuifang.crash_at=" + crashAt,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SealingProcess.class.getName(),
                        at.host(),
                        Integer.toString(at.port()),
                        at.database(),
                        at.user(),
                        at.password(),
                        lab.node.id().toString(),
                        lab.spoolFolder.toString(),
                        lab.storeFolder.toString(),
                        lab.keysFolder.toString(),
                        Integer.toString(port),
                        s3.bucket(),
                        s3.credentialsFile().toString())
                .inheritIO()
                .start();
    }

    static int ended(Process process) throws Exception {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the process does not end");
        }
        return process.exitValue();
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        var database = new Database(
                vertx,
                new DatabaseAddress(args[0], Integer.parseInt(args[1]), args[2], args[3], args[4]),
                4,
                List.of());
        Clock clock = Clock.systemUTC();
        var s3 = new S3Settings(
                URI.create("http://127.0.0.1:" + args[9]), "us-east-1", args[10], "huifang/", Path.of(args[11]), false);
        var room = new RecordingRoom(
                vertx,
                database,
                new Audit(clock),
                clock,
                new RecordingRoom.Settings(Path.of(args[6]), Path.of(args[7]), 1, 1, Path.of(args[8]), s3, true),
                new RecordingNode(UUID.fromString(args[5]), "lab"),
                nonce -> Future.succeededFuture(),
                new SimpleMeterRegistry(),
                CrashPoint::reached);
        SealingLab.await(room.start());
        SealingLab.await(room.sealer().drained());
        Thread.sleep(3000); // the sweep of the start removes what an earlier run left
        Runtime.getRuntime().halt(0);
    }
}
