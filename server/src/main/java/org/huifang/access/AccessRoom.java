package org.huifang.access;

import java.time.Clock;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.recording.RecordingCatalog;
import org.huifang.recording.SoundMarker;

/** Who may hear and take away recordings, wired. */
public final class AccessRoom {
    private final HearingRight hearing;
    private final SecondPerson second;
    private final AccessRequests requests;
    private final AccessRegister register;
    private final Copies copies;
    private final Consents consents;

    public AccessRoom(
            Database database,
            HearingRight hearing,
            RecordingCatalog catalog,
            SoundMarker marker,
            Audit audit,
            Clock clock) {
        this.hearing = hearing;
        second = new SecondPerson(database, clock);
        var matter = new AccessMatter(audit, clock);
        second.add(matter);
        requests = new AccessRequests(database, second, matter, audit, clock);
        register = new AccessRegister(database);
        copies = new Copies(database, hearing, catalog, marker, audit, clock);
        consents = new Consents(database);
    }

    public HearingRight hearing() {
        return hearing;
    }

    public SecondPerson second() {
        return second;
    }

    public AccessRequests requests() {
        return requests;
    }

    public AccessRegister register() {
        return register;
    }

    public Copies copies() {
        return copies;
    }

    public Consents consents() {
        return consents;
    }
}
