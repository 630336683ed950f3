package org.huifang.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;

/** One kind of thing that needs a second person's consent; the room that does the thing says what it is. */
public interface Matter {
    /** The action that consent allows, as {@code hold.place}. */
    String kind();

    /** Who may consent, beside not being who asked. */
    Set<Role> deciders();

    /**
     * Exactly what is consented to, from the rows as they are now, line by line: anything in it that changes after the
     * request makes the consent void.
     */
    Future<List<String>> content(SqlConnection transaction, UUID subject);

    /** Does the thing, or notes that it may be done; in the transaction that stores the approval. */
    Future<Void> approved(SqlConnection transaction, SignedIn by, UUID subject, String reason);

    Future<Void> refused(SqlConnection transaction, SignedIn by, UUID subject, String reason);

    /** True: {@link #approved} does the thing, so consent is used up by it. False: {@link SecondPerson#use} comes later. */
    boolean doneByApproval();
}
