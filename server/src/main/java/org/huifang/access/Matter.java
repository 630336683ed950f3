package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;

/** One kind of thing that needs a second person's consent; the room that does the thing says what it is. */
public interface Matter {
    /** The action that consent allows, as {@code hold.place}. */
    String kind();

    /** Who may consent, beside not being who asked: those who answer for the recordings, where nothing else is said. */
    default Set<Role> deciders() {
        return Set.of(Role.RECORDS_MANAGER, Role.COMPLIANCE);
    }

    /**
     * Exactly what is consented to, from the rows as they are now, line by line: anything in it that changes after the
     * request makes the consent void.
     */
    Future<List<String>> content(SqlConnection transaction, UUID subject);

    /** Does the thing, or notes that it may be done; in the transaction that stores the approval. */
    Future<Void> approved(SqlConnection transaction, SignedIn by, UUID subject, String reason);

    Future<Void> refused(SqlConnection transaction, SignedIn by, UUID subject, String reason);

    /** True: {@link #approved} does the thing, so consent is used up by it. False: {@link SecondPerson#use} comes later. */
    default boolean doneByApproval() {
        return true;
    }

    /** Each column of the row, in its order. */
    static List<String> lines(Row row) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < row.size(); i++) {
            lines.add(String.valueOf(row.getValue(i)));
        }
        return lines;
    }

    /** Each column of the row, then each recording. @param recordings their ids, in a fixed order */
    static List<String> lines(Row row, RowSet<Row> recordings) {
        var lines = lines(row);
        recordings.forEach(one -> lines.add(one.getUUID(0).toString()));
        return lines;
    }
}
