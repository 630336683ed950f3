package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.huifang.CrashPoint;
import org.huifang.access.SecondPerson;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.RecordingStores;
import org.huifang.recording.store.S3Clients;
import org.huifang.recording.store.S3Settings;
import org.huifang.recording.store.S3Store;
import org.huifang.retention.RetentionRoom;

/** The room of holds and purges as a process of its own, until nothing is left to do, or killed with SIGKILL at a place. */
final class RetentionProcess {
    static final int KILLED = 128 + 9;

    private RetentionProcess() {}

    /** @param s3 null: the folder alone. @return the exit code */
    static int run(KeepingStage stage, S3Settings s3, String place) throws Exception {
        DatabaseAddress address = stage.lab.testDatabase.address();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dhuifang.crash_at=" + place,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                RetentionProcess.class.getName(),
                address.host(),
                Integer.toString(address.port()),
                address.database(),
                address.user(),
                address.password(),
                stage.lab.storeFolder.toString()));
        if (s3 != null) {
            command.addAll(List.of(
                    String.valueOf(s3.endpoint()),
                    s3.bucket(),
                    s3.credentialsFile().toString()));
        }
        var process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running at " + place);
        }
        return process.exitValue();
    }

    private static RecordingStore store(String[] args) throws Exception {
        var folder = new FolderStore(Path.of(args[5]), "other");
        if (args.length == 6) {
            return folder;
        }
        var s3 = new S3Settings(URI.create(args[6]), "us-east-1", args[7], "huifang/", Path.of(args[8]), false);
        return new RecordingStores(folder, List.of(new S3Store(S3Clients.open(s3), s3, Clock.systemUTC())));
    }

    public static void main(String[] args) throws Exception {
        var vertx = Vertx.vertx();
        var address = new DatabaseAddress(args[0], Integer.parseInt(args[1]), args[2], args[3], args[4]);
        var database = new Database(vertx, address, 3, List.of());
        var clock = Clock.systemUTC();
        var room = new RetentionRoom(
                vertx,
                database,
                Database.poolOf(vertx, address.as("huifang_purge", KeepingStage.PURGE_PASSWORD), "purge", 2),
                new SecondPerson(database, clock),
                store(args),
                () -> Future.succeededFuture(Optional.of(Instant.now())),
                new Audit(clock),
                clock,
                "other",
                CrashPoint::reached);
        room.start();
        for (int i = 0; i < 500; i++) {
            Thread.sleep(50);
            var left = database.pool()
                    .query("SELECT EXISTS (SELECT FROM purge WHERE state = 'RUNNING')"
                            + " OR EXISTS (SELECT FROM hold_recording WHERE NOT store_agrees)")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            if (!left.iterator().next().getBoolean(0)) {
                Runtime.getRuntime().halt(0);
            }
        }
        Runtime.getRuntime().halt(1);
    }
}
