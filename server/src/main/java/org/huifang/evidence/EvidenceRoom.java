package org.huifang.evidence;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Consumer;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.ledger.LedgerProofs;
import org.huifang.recording.PlainSounds;
import org.huifang.recording.RecordingCatalog;

/** Evidence packages, wired. */
public final class EvidenceRoom {
    private final PackageRegister register;
    private final PackageMaking making;
    private final AttemptDigests digests;

    /** @param crashPoint told each step of making one, for fault tests */
    public EvidenceRoom(
            Vertx vertx,
            Database database,
            HearingRight hearing,
            RecordingCatalog catalog,
            PlainSounds sounds,
            LedgerProofs proofs,
            Audit audit,
            Clock clock,
            String node,
            Consumer<String> crashPoint) {
        register = new PackageRegister(database, audit, clock);
        making = new PackageMaking(
                register,
                hearing,
                catalog,
                new CallbackFacts(database),
                new AttemptProofs(database),
                new EvidenceSounds(sounds),
                proofs,
                crashPoint);
        digests = new AttemptDigests(vertx, database, audit, clock, node);
    }

    /** Begins to put digests of ended attempts into the log. */
    public void start() {
        digests.start();
    }

    public PackageRegister register() {
        return register;
    }

    public PackageMaking making() {
        return making;
    }

    /** Packages that are being sent break off. */
    public void stop() {
        digests.stop();
        making.stop();
    }
}
