package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.UUID;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;

/** The only way to hear a recording: who listens is committed to the audit log before a byte is handed out. */
public final class SoundSource {
    /** Alarm: a stored file is not what was sealed. */
    static final String DAMAGED = "RECORDING_DAMAGED";

    private final Vertx vertx;
    private final Database database;
    private final Audit audit;
    private final SealedSounds sounds;
    private final Alarms alarms;
    private final FileWork work;

    SoundSource(Vertx vertx, Database database, Audit audit, SealedSounds sounds, Alarms alarms, FileWork work) {
        this.vertx = vertx;
        this.database = database;
        this.audit = audit;
        this.sounds = sounds;
        this.alarms = alarms;
        this.work = work;
    }

    /**
     * Opens a recording that is {@link StoredSound#playable}. The receiver must close what it gets.
     *
     * @param likelyFrom the byte at which it will probably be heard, which is decrypted at once; a wrong guess costs a chunk
     * @return failed with {@link DamagedRecordingException} (and an alarm) when the file is not what was sealed
     */
    public Future<OpenSound> open(StoredSound sound, long likelyFrom) {
        return work.run(vertx.getOrCreateContext(), () -> opened(sound, likelyFrom))
                .map(file -> new OpenSound(sound, file, this))
                .onFailure(e -> damaged(sound, e));
    }

    private SealedFile opened(StoredSound sound, long likelyFrom) throws IOException {
        SealedFile file = sounds.open(sound);
        try {
            file.read(likelyFrom, 1);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Commits that somebody listens. */
    Future<Void> note(UUID listener, StoredSound sound, long from, long to) {
        return audit.appendAlone(
                database.pool(),
                AuditEntry.byUser(
                        sound.orgId(),
                        listener,
                        "recording.play",
                        "recording",
                        sound.id(),
                        new JsonObject().put("from", from).put("to", to)));
    }

    FileWork work() {
        return work;
    }

    Vertx vertx() {
        return vertx;
    }

    void damaged(StoredSound sound, Throwable e) {
        if (e instanceof DamagedRecordingException) {
            alarms.raise(DAMAGED, sound.id().toString(), String.valueOf(e.getMessage()));
        }
    }
}
