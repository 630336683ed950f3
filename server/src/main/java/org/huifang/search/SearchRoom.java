package org.huifang.search;

import java.time.Clock;
import org.huifang.audit.Audit;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;

/** All of the search, wired. */
public final class SearchRoom {
    private final RecordingSearch search;
    private final SavedFilters filters;
    private final RecordingComments comments;
    private final ListFiles files;
    private final ListSender sender;

    public SearchRoom(Database database, NumberKeys keys, Audit audit, Clock clock) {
        this.search = new RecordingSearch(database, keys, clock);
        this.filters = new SavedFilters(database, clock);
        this.comments = new RecordingComments(database, audit, clock);
        this.files = new ListFiles(database, audit, clock);
        this.sender = new ListSender(search, files);
    }

    public RecordingSearch search() {
        return search;
    }

    public SavedFilters filters() {
        return filters;
    }

    public RecordingComments comments() {
        return comments;
    }

    public ListFiles files() {
        return files;
    }

    public ListSender sender() {
        return sender;
    }

    /** Lists that are being sent break off. */
    public void stop() {
        sender.stop();
    }
}
