package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.time.YearMonth;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.identity.SignedIn;
import org.huifang.search.ListFiles;
import org.huifang.search.ListSender;

/** Monthly lists that leave the product as files: on record before the first byte does. */
public final class ViolationFiles {
    private final Database database;
    private final ViolationMonths months;
    private final ListWorker worker;
    private final Audit audit;

    ViolationFiles(Database database, ViolationMonths months, ListWorker worker, Audit audit) {
        this.database = database;
        this.months = months;
        this.worker = worker;
        this.audit = audit;
    }

    /** @return fails with anything when it broke after the stream was opened */
    public Future<Void> send(SignedIn who, YearMonth month, ListFiles.Format format, ListSender.Opener opener) {
        return database.transaction(transaction -> months.table(transaction, who.orgId(), month)
                        .compose(table -> audit.append(
                                        transaction,
                                        AuditEntry.byUser(
                                                who.orgId(),
                                                who.userId(),
                                                "violations.export",
                                                "violation_month",
                                                month,
                                                new JsonObject()
                                                        .put("format", format.name())
                                                        .put(
                                                                "entries",
                                                                table.entries().size())))
                                .map(table)))
                .compose(table -> worker.run(() -> {
                    // Closed only when all is written: an end after a failure would make a part pass for the whole.
                    OutputStream out = opener.open(format);
                    ViolationTable.write(out, format, table.entries(), table.zone());
                    out.close();
                    return true;
                }))
                .mapEmpty();
    }
}
