package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.identity.OrgUnits.OrgUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one file to its end, some hundred rows in a transaction, and writes down every row that it refuses. Blocks: runs
 * on a worker thread.
 */
final class ImportRun<T> {
    private static final Logger log = LoggerFactory.getLogger(ImportRun.class);
    private static final int BATCH = 500;
    private static final int DEADLOCK_TRIES = 3;

    private final Database database;
    private final ImportJobs jobs;
    private final Audit audit;
    private final RowKind<T> kind;
    private final UUID job;
    private final @Nullable UUID userId;
    private final String node;
    private final OrgUnit unit;
    private final Runnable changed;

    private final List<T> rows = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private final HashSet<String> keys = new HashSet<>();
    private final List<Imports.ImportError> errors = new ArrayList<>();
    private ImportCounts total = ImportCounts.NONE;

    /**
     * @param userId who imports; null: the watched folder of {@code node}
     * @param changed is told after each step that can be seen
     */
    ImportRun(
            Database database,
            ImportJobs jobs,
            Audit audit,
            RowKind<T> kind,
            UUID job,
            @Nullable UUID userId,
            String node,
            OrgUnit unit,
            Runnable changed) {
        this.database = database;
        this.jobs = jobs;
        this.audit = audit;
        this.kind = kind;
        this.job = job;
        this.userId = userId;
        this.node = node;
        this.unit = unit;
        this.changed = changed;
    }

    /** @param charsetGiven null: find out */
    void read(Path file, @Nullable String charsetGiven) throws InterruptedException, ExecutionException {
        Refusal problem = null;
        try {
            Charset charset = CsvCharset.of(file, charsetGiven);
            await(jobs.readAs(job, charset.name()));
            try (var csv = new CsvFile(file, charset, kind.neededColumns(), kind.knownColumns(), kind.freePrefix())) {
                readRows(csv);
            }
        } catch (Refusal refusal) {
            problem = refusal;
        } catch (IOException e) {
            log.error("import cannot read its file job={}", job, e);
            problem = Refusal.of(Refusal.Kind.UNAVAILABLE, Remedy.UPLOAD_UNREADABLE.with());
        }
        close(problem);
    }

    private void readRows(CsvFile csv) throws InterruptedException, ExecutionException {
        try {
            for (CsvLine line = csv.next(); line != null; line = csv.next()) {
                take(line, csv.bytesRead());
            }
        } finally {
            // What was read before a break in the file is kept.
            flush(csv.bytesRead());
        }
    }

    private void take(CsvLine line, long bytesRead) throws InterruptedException, ExecutionException {
        try {
            T row = kind.read(line.checked(), unit);
            if (rows.size() + errors.size() >= BATCH || !keys.add(kind.key(row))) {
                flush(bytesRead);
                keys.add(kind.key(row));
            }
            rows.add(row);
            lines.add(line.line());
        } catch (Refusal refusal) {
            errors.add(error(line.line(), refusal));
        }
    }

    private void flush(long bytesRead) throws InterruptedException, ExecutionException {
        if (!rows.isEmpty() || !errors.isEmpty()) {
            total = total.plus(store(bytesRead, DEADLOCK_TRIES));
            changed.run();
            rows.clear();
            lines.clear();
            keys.clear();
            errors.clear();
        }
    }

    private ImportCounts store(long bytesRead, int triesLeft) throws InterruptedException, ExecutionException {
        try {
            return await(database.transaction(connection -> (rows.isEmpty()
                            ? Future.succeededFuture(List.<RowKind.Fate>of())
                            : kind.store(connection, unit, userId, rows))
                    .compose(fates -> {
                        var refused = new ArrayList<>(errors);
                        ImportCounts counts = new ImportCounts(errors.size(), 0, 0, 0, errors.size());
                        for (int i = 0; i < fates.size(); i++) {
                            counts = counts.plus(fates.get(i));
                            if (fates.get(i) instanceof RowKind.Fate.Refused bad) {
                                refused.add(error(lines.get(i), bad.reason()));
                            }
                        }
                        ImportCounts all = counts;
                        return (refused.isEmpty()
                                        ? Future.<Void>succeededFuture()
                                        : jobs.refuse(connection, job, refused))
                                .compose(done -> jobs.progress(connection, job, all, bytesRead))
                                .map(done -> all);
                    })));
        } catch (ExecutionException e) {
            if (triesLeft > 0 && e.getCause() instanceof PgException sql && "40P01".equals(sql.getSqlState())) {
                return store(bytesRead, triesLeft - 1);
            }
            throw e;
        }
    }

    private void close(@Nullable Refusal problem) throws InterruptedException, ExecutionException {
        await(database.transaction(connection -> jobs.close(connection, job, problem)
                .compose(
                        closed -> audit.append(connection, entry("import." + (problem == null ? "done" : "failed"))))));
        changed.run();
        log.info(
                "import ended job={} kind={} ok={} created={} changed={} same={} bad={}",
                job,
                kind.name(),
                problem == null,
                total.created(),
                total.changed(),
                total.same(),
                total.bad());
    }

    private AuditEntry entry(String action) {
        var detail = new JsonObject()
                .put("kind", kind.name())
                .put("created", total.created())
                .put("changed", total.changed())
                .put("same", total.same())
                .put("bad", total.bad());
        return userId == null
                ? AuditEntry.byNode(unit.id(), node, action, "import", job, detail)
                : AuditEntry.byUser(unit.id(), userId, action, "import", job, detail);
    }

    private static Imports.ImportError error(long line, Refusal refusal) {
        var field = refusal.fields().isEmpty()
                ? Refusal.Field.of("row", refusal)
                : refusal.fields().get(0);
        String value = field.value() == null ? "" : "\"" + field.value() + "\" ";
        return new Imports.ImportError(
                line, field.field(), field.value(), value + field.remedy(), field.code(), field.values());
    }

    private static <R> R await(Future<R> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
