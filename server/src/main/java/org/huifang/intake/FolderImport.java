package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.OrgUnits;
import org.jspecify.annotations.Nullable;

/** Imports files of the watched folder by the beginning of their names, each content once (by its SHA-256). */
public final class FolderImport implements ClaimedFile.Import {
    private static final Map<String, String> KINDS =
            Map.of("events", "EVENTS", "customers", "CUSTOMERS", "callbacks", "CALLBACKS");
    private static final int ERRORS_IN_REPORT = 10_000;

    private final Database database;
    private final Imports imports;
    private final OrgUnits units;
    private final Clock clock;
    private final @Nullable String unitName;

    /** @param unitName of the organisation unit that the files belong to; null: the only one there is */
    public FolderImport(Database database, Imports imports, Clock clock, @Nullable String unitName) {
        this.database = database;
        this.imports = imports;
        this.units = new OrgUnits(database);
        this.clock = clock;
        this.unitName = unitName;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public ClaimedFile.Outcome run(String name, Path file, byte[] sha256) throws IOException {
        Optional<String> kind = KINDS.keySet().stream()
                .filter(start -> name.toLowerCase(Locale.ROOT).matches(start + "([^a-z].*)?\\.csv"))
                .findFirst()
                .map(KINDS::get);
        if (kind.isEmpty()) {
            return new ClaimedFile.Outcome(
                    false,
                    List.of(
                            "file: " + name,
                            "result: FAILED",
                            "problem: name it events….csv, customers….csv or callbacks….csv, so that its kind is known"));
        }
        try {
            return once(kind.get(), name, file, Buffer.buffer(sha256));
        } catch (ExecutionException e) {
            throw new IOException("the import of " + name + " could not go on", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private ClaimedFile.Outcome once(String kind, String name, Path file, Buffer hash)
            throws InterruptedException, ExecutionException, IOException {
        UUID org = await(organisation());
        var before = await(database.pool()
                .preparedQuery("SELECT file_name, ended_at FROM intake_file WHERE org_id = $1 AND sha256 = $2"
                        + " AND state = 'DONE'")
                .execute(Tuple.of(org, hash)));
        for (var row : before) {
            return new ClaimedFile.Outcome(
                    true,
                    List.of(
                            "file: " + name,
                            "result: SAME",
                            "its content was imported before, as " + row.getString("file_name") + " at "
                                    + Times.instant(row, "ended_at") + "; nothing was done"));
        }
        UUID job = Ids.next();
        await(database.pool()
                .preparedQuery("INSERT INTO intake_file (org_id, sha256, file_name, job_id, state, claimed_at)"
                        + " VALUES ($1, $2, $3, $4, 'RUNNING', $5) ON CONFLICT (org_id, sha256) DO UPDATE SET"
                        + " file_name = excluded.file_name, job_id = excluded.job_id, state = 'RUNNING',"
                        + " claimed_at = excluded.claimed_at, ended_at = NULL")
                .execute(Tuple.of(org, hash, name, job, Times.at(clock.instant()))));
        imports.runHere(job, kind, await(units.get(org)), name, file);
        Imports.Import ended = imports.ended(org, job);
        boolean clean = ended.state().equals("DONE") && ended.rowsBad() == 0;
        await(database.pool()
                .preparedQuery("UPDATE intake_file SET state = $4, ended_at = $5 WHERE org_id = $1 AND sha256 = $2"
                        + " AND job_id = $3")
                .execute(Tuple.of(org, hash, job, clean ? "DONE" : "FAILED", Times.at(clock.instant()))));
        return new ClaimedFile.Outcome(clean, report(ended, imports.errorsOf(job, ERRORS_IN_REPORT)));
    }

    private Future<UUID> organisation() {
        return database.pool()
                .preparedQuery("SELECT id FROM org_unit WHERE $1::text IS NULL OR name = $1 LIMIT 2")
                .execute(Tuple.of(unitName))
                .compose(rows -> rows.size() == 1
                        ? Future.succeededFuture(rows.iterator().next().getUUID(0))
                        : Future.failedFuture(new IOException(
                                "intake.unit must name one organisation unit; " + unitName + " names " + rows.size())));
    }

    private static List<String> report(Imports.Import ended, List<Imports.ImportError> errors) {
        var lines = new ArrayList<>(List.of(
                "file: " + ended.fileName(),
                "result: " + ended.state(),
                "import: " + ended.id(),
                "charset: " + ended.charset(),
                "rows: " + ended.rowsRead() + " read, " + ended.rowsCreated() + " created, " + ended.rowsChanged()
                        + " changed, " + ended.rowsSame() + " same, " + ended.rowsBad() + " bad"));
        if (ended.problem() != null) {
            lines.add("problem: " + ended.problem());
        }
        errors.forEach(error -> lines.add("line " + error.line() + ": " + error.field() + ": " + error.reason()));
        return lines;
    }

    private static <R> R await(Future<R> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
