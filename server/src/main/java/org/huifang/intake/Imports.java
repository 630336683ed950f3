package org.huifang.intake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.callback.CallbackBatch;
import org.huifang.campaign.Campaigns;
import org.huifang.customer.CustomerBatch;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.identity.OrgUnits;
import org.huifang.identity.SignedIn;
import org.huifang.planning.EventBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes files of customers, campaigns, callbacks and events and imports them in the background, two at a time. */
public final class Imports {
    private static final Logger log = LoggerFactory.getLogger(Imports.class);
    private static final int AT_A_TIME = 2;
    private static final int WAITING_AT_MOST = 20;

    private final Database database;
    private final ImportJobs jobs;
    private final OrgUnits units;
    private final Audit audit;
    private final String node;
    private final WorkerExecutor worker;
    private final Map<String, RowKind<?>> kinds;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile Runnable changed = () -> {};

    /** @param node name of this server */
    public Imports(
            Vertx vertx,
            Database database,
            Audit audit,
            Clock clock,
            String node,
            CustomerBatch customers,
            Campaigns campaigns,
            CallbackBatch callbacks,
            EventBatch events) {
        this.database = database;
        this.jobs = new ImportJobs(database, clock);
        this.units = new OrgUnits(database);
        this.audit = audit;
        this.node = node;
        this.worker = vertx.createSharedWorkerExecutor("intake", AT_A_TIME, 1, TimeUnit.HOURS);
        this.kinds = Stream.of(
                        new CustomerRows(customers),
                        new CampaignRows(campaigns),
                        new CallbackRows(callbacks),
                        new EventRows(events))
                .collect(Collectors.toMap(RowKind::name, Function.identity()));
    }

    public record Import(
            UUID id,
            String kind,
            String fileName,
            @Nullable String charset,
            String state,
            @Nullable String problem,
            @Nullable String problemCode,
            @Nullable Map<String, String> problemValues,
            long rowsRead,
            long rowsCreated,
            long rowsChanged,
            long rowsSame,
            long rowsBad,
            long bytesTotal,
            long bytesRead,
            @Nullable String user,
            Instant startedAt,
            @Nullable Instant finishedAt) {}

    /**
     * A row that was not imported.
     *
     * @param value what was given; null where it is long or secret
     * @param reason in English, with the value
     * @param code name of the {@link org.huifang.Remedy}; null: of an import that an older version made
     * @param values that the remedy's text holds
     */
    public record ImportError(
            long line,
            String field,
            @Nullable String value,
            String reason,
            @Nullable String code,
            @Nullable Map<String, String> values) {}

    /** @param listener is told, from any thread, when an import began, went on or ended; must be cheap */
    public void onChange(Runnable listener) {
        changed = listener;
    }

    /** Marks what a crash of this node interrupted; call before the first {@link #start}. */
    public Future<Integer> recover() {
        return jobs.failInterrupted(node);
    }

    /**
     * Starts to import a file; yields the import's id at once.
     *
     * @param kind CUSTOMERS, CAMPAIGNS, CALLBACKS or EVENTS
     * @param file is deleted when it has been read
     * @param charset UTF-8 or GB18030; null: find out
     */
    public Future<UUID> start(
            SignedIn by, String kind, String fileName, Path file, long bytes, @Nullable String charset) {
        if (underWay.incrementAndGet() > WAITING_AT_MOST) {
            underWay.decrementAndGet();
            return Future.failedFuture(Refusal.of(Refusal.Kind.BUSY, Remedy.TOO_MANY_IMPORTS.with()));
        }
        UUID id = Ids.next();
        RowKind<?> rows = kinds.get(kind);
        if (rows == null) {
            underWay.decrementAndGet();
            throw new IllegalArgumentException("no import of " + kind);
        }
        return units.get(by.orgId())
                .compose(unit -> jobs.open(id, by.orgId(), by.userId(), node, kind, fileName, bytes)
                        .map(unit))
                .onFailure(failure -> underWay.decrementAndGet())
                .map(unit -> {
                    var run = new ImportRun<>(database, jobs, audit, rows, id, by.userId(), node, unit, changed);
                    changed.run();
                    worker.executeBlocking(
                                    () -> {
                                        run.read(file, charset);
                                        return true;
                                    },
                                    false)
                            .onFailure(failure -> failed(id, failure))
                            .onComplete(done -> {
                                underWay.decrementAndGet();
                                delete(file);
                            });
                    return id;
                });
    }

    /**
     * Imports a file here and now, on behalf of nobody; the file stays. Blocks.
     *
     * @throws ExecutionException when the server could not go on; the import is marked FAILED then
     */
    void runHere(UUID id, String kind, OrgUnits.OrgUnit unit, String fileName, Path file)
            throws InterruptedException, ExecutionException, IOException {
        RowKind<?> rows = Objects.requireNonNull(kinds.get(kind), kind);
        await(jobs.open(id, unit.id(), null, node, kind, fileName, Files.size(file)));
        changed.run();
        try {
            new ImportRun<>(database, jobs, audit, rows, id, null, node, unit, changed).read(file, null);
        } catch (ExecutionException e) {
            failed(id, e);
            throw e;
        }
    }

    Import ended(UUID orgId, UUID id) throws InterruptedException, ExecutionException {
        return await(jobs.get(orgId, id));
    }

    List<ImportError> errorsOf(UUID id, int limit) throws InterruptedException, ExecutionException {
        return await(jobs.errors(id, 0, limit));
    }

    private static <R> R await(Future<R> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }

    private void failed(UUID id, Throwable failure) {
        log.error("import failed job={}", id, failure);
        var problem = Refusal.of(Refusal.Kind.UNAVAILABLE, Remedy.IMPORT_FAILED.with());
        database.transaction(connection -> jobs.close(connection, id, problem))
                .onSuccess(closed -> changed.run())
                .onFailure(again -> log.error("import stays RUNNING until the next start job={}", id, again));
    }

    private void delete(Path file) {
        worker.executeBlocking(() -> Files.deleteIfExists(file), false)
                .onFailure(failure -> log.warn("uploaded file stays file={} cause={}", file, failure.toString()));
    }

    public Future<List<Import>> list(UUID orgId) {
        return jobs.list(orgId);
    }

    /** @throws Refusal (as failure) when the organisation has no such import */
    public Future<Import> get(UUID orgId, UUID id) {
        return jobs.get(orgId, id);
    }

    public Future<List<ImportError>> errors(UUID orgId, UUID id, long afterLine, int limit) {
        return jobs.get(orgId, id).compose(found -> jobs.errors(id, afterLine, limit));
    }

    public Future<Void> close() {
        return worker.close();
    }
}
