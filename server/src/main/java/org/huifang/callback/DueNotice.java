package org.huifang.callback;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** Tells every node, at the commit, that a callback may be due: a hint to look, never the data. */
public final class DueNotice {
    public static final String CHANNEL = "huifang_due";

    private DueNotice() {}

    public static Future<Void> send(SqlConnection transaction) {
        return transaction
                .query("SELECT pg_notify('" + CHANNEL + "', '')")
                .execute()
                .mapEmpty();
    }
}
