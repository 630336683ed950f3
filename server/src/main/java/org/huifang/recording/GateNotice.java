package org.huifang.recording;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.atomic.AtomicBoolean;
import org.huifang.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the gate's state to everybody: the node's row, and an alarm while it is closed. Tries until it is written. */
final class GateNotice {
    private static final Logger log = LoggerFactory.getLogger(GateNotice.class);
    static final String BLOCKED = "RECORDING_BLOCKED";
    private static final long AGAIN_MS = 2000;
    /** Every start closes the gate until its first probe has arrived: that is no alarm. */
    private static final long ALARM_AFTER_MS = 3000;

    private final Vertx vertx;
    private final Database database;
    private final RecordingNode node;
    private final RecordingGate gate;
    private final Alarms alarms;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean changed = new AtomicBoolean();

    GateNotice(Vertx vertx, Database database, RecordingNode node, RecordingGate gate, Alarms alarms) {
        this.vertx = vertx;
        this.database = database;
        this.node = node;
        this.gate = gate;
        this.alarms = alarms;
    }

    /** One write at a time, always of the state at that moment: the last write is the last state. */
    void write() {
        changed.set(true);
        if (!writing.compareAndSet(false, true)) {
            return;
        }
        changed.set(false);
        String reason = gate.blockedReason().orElse(null);
        // A reason that another room wrote is left alone when ours ends.
        String sql = reason != null
                ? "UPDATE node SET blocked_reason = $2 WHERE id = $1"
                : "UPDATE node SET blocked_reason = $2 WHERE id = $1 AND blocked_reason LIKE 'RECORDING%'";
        database.pool().preparedQuery(sql).execute(Tuple.of(node.id(), reason)).onComplete(written -> {
            writing.set(false);
            if (written.failed()) {
                log.warn("gate's state not stored yet cause={}", written.cause().toString());
                vertx.setTimer(AGAIN_MS, id -> write());
            } else if (changed.get()) {
                write();
            }
        });
        if (reason != null) {
            vertx.setTimer(ALARM_AFTER_MS, id -> alarm());
        } else {
            alarms.clear(BLOCKED, node.name());
        }
    }

    private void alarm() {
        gate.blockedReason().ifPresent(reason -> alarms.raise(BLOCKED, node.name(), reason));
    }
}
