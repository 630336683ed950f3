package org.huifang.recording;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.huifang.CrashPoint;
import org.huifang.TestProcess;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.recording.store.FolderStore;
import org.huifang.recording.store.RecordingStores;
import org.huifang.recording.store.S3Store;

/** Moves and rotates once, as a process of its own, so that it can be killed with SIGKILL at each step. */
public final class KeepingProcess {
    private KeepingProcess() {}

    /** @return the exit code */
    static int run(SealingLab lab, Path folder, String crashAt, String what) throws Exception {
        return TestProcess.end(
                TestProcess.start(
                        KeepingProcess.class,
                        crashAt,
                        folder.resolve("process.log"),
                        TestProcess.arguments(
                                lab.testDatabase.address(),
                                lab.node.id(),
                                lab.storeFolder,
                                folder.resolve("second"),
                                lab.keysFolder,
                                what)),
                what + " at " + crashAt);
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        var database = new Database(vertx, TestProcess.database(args), 4, List.of());
        Clock clock = Clock.systemUTC();
        var node = new RecordingNode(UUID.fromString(args[5]), "lab");
        var audit = new Audit(clock);
        var store = new FolderStore(Path.of(args[6]), "lab");
        if (args[9].equals("rotate")) {
            new KeyRotation(database, audit, clock, node, MasterKeys.readFrom(Path.of(args[8])), CrashPoint::reached)
                    .run();
        } else {
            mover(vertx, database, audit, clock, node, store, Path.of(args[7])).run();
        }
        Runtime.getRuntime().halt(0);
    }

    /** Between two folders: the second one plays the object store, without its locks. */
    static RecordingMover mover(
            Vertx vertx,
            Database database,
            Audit audit,
            Clock clock,
            RecordingNode node,
            FolderStore store,
            Path second)
            throws Exception {
        var other = new SecondFolder(second, S3Store.STORE);
        return new RecordingMover(
                new MoveRows(database, audit, clock, node),
                new RecordingStores(store, List.of(other)),
                store,
                new Alarms(vertx, database, clock, node),
                new MoveMetrics(new SimpleMeterRegistry()),
                CrashPoint::reached);
    }
}
