package org.huifang.search;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a list holds page by page and writes it away at once, on threads of its own: at most two lists at a time. */
public final class ListSender {
    private static final Logger log = LoggerFactory.getLogger(ListSender.class);
    private static final int AT_A_TIME = 2;
    private static final int WAITING = 8;
    private static final int PAGE = 1_000;
    private static final long ANSWER_SECONDS = 60;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    static final List<Object> HEAD = List.of(
            "time",
            "campaign",
            "customer ref",
            "customer",
            "number",
            "agent code",
            "agent",
            "seconds",
            "outcome",
            "result",
            "score",
            "flagged",
            "held",
            "state",
            "note",
            "callback",
            "recording");

    private final RecordingSearch search;
    private final ListFiles files;
    private final ThreadPoolExecutor workers;

    ListSender(RecordingSearch search, ListFiles files) {
        this.search = search;
        this.files = files;
        var count = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                AT_A_TIME, AT_A_TIME, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    var thread = new Thread(task, "recording-list-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    /** Opens the stream to whoever fetches the list, when its first rows are there. */
    public interface Opener {
        OutputStream open(ListFiles.Format format) throws IOException;
    }

    /**
     * @param zone of the times in it
     * @return fails with a {@link Refusal} before the stream was opened, with anything when it broke later
     */
    public Future<Void> send(SignedIn who, UUID id, ZoneId zone, Opener opener) {
        return files.begin(who, id).compose(order -> {
            Promise<Void> done = Promise.promise();
            try {
                workers.execute(() -> run(who, order, zone, opener, done));
            } catch (RejectedExecutionException e) {
                return files.ended(id, 0, "too many lists at a time")
                        .compose(noted ->
                                Future.failedFuture(Refusal.of(Refusal.Kind.BUSY, Remedy.TOO_MANY_LISTS.with())));
            }
            return done.future();
        });
    }

    private void run(SignedIn who, ListFiles.Order order, ZoneId zone, Opener opener, Promise<Void> done) {
        long[] rows = {0};
        String failed = null;
        try {
            write(who, order, zone, opener, rows);
        } catch (IOException | InterruptedException | RuntimeException e) {
            failed = e.toString();
            log.info("list broke off list={} rows={} cause={}", order.id(), rows[0], failed);
        }
        String why = failed;
        files.ended(order.id(), rows[0], why)
                .onFailure(e -> log.warn("end of a list is not stored list={} cause={}", order.id(), e.toString()))
                .onComplete(noted -> {
                    if (why == null) {
                        done.complete();
                    } else {
                        done.fail(why);
                    }
                });
    }

    private void write(SignedIn who, ListFiles.Order order, ZoneId zone, Opener opener, long[] rows)
            throws IOException, InterruptedException {
        List<FoundRecording> page = page(who, order.filter(), null);
        // Closed only when all is written: an end after a failure would make a part pass for the whole.
        OutputStream out = opener.open(order.format());
        ListWriter list = ListWriter.to(out, order.format(), "Recordings", HEAD);
        while (true) {
            for (FoundRecording found : page) {
                list.row(cells(found, zone));
            }
            list.flush();
            rows[0] += page.size();
            if (page.size() < PAGE) {
                break;
            }
            await(files.sent(order.id(), rows[0]));
            page = page(who, order.filter(), page.get(page.size() - 1).place());
        }
        list.finish();
        out.close();
    }

    private List<FoundRecording> page(SignedIn who, JsonObject filter, FoundRecording.@Nullable Place after)
            throws IOException, InterruptedException {
        return await(search.page(who.orgId(), filter, after, PAGE, who.seesNumbers()));
    }

    private static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the database did not answer in " + ANSWER_SECONDS + " s", e);
        }
    }

    private static List<Object> cells(FoundRecording found, ZoneId zone) {
        var cells = new ArrayList<Object>();
        cells.add(TIME.format(found.claimedAt().atZone(zone)));
        for (String text : new String[] {
            found.campaign(), found.customerRef(), found.customer(), found.number(), found.agentCode(), found.agent()
        }) {
            cells.add(text == null ? "" : text);
        }
        Long length = found.durationMs();
        cells.add(length == null ? "" : length / 1000.0);
        cells.add(found.outcome() == null ? "" : found.outcome());
        cells.add(found.disposition() == null ? "" : found.disposition());
        cells.add(found.score() == null ? "" : found.score());
        cells.add(found.flagged() ? "yes" : "");
        cells.add(found.held() ? "yes" : "");
        cells.add(found.state());
        cells.add(found.note() == null ? "" : found.note());
        cells.add(found.callbackId().toString());
        cells.add(found.id().toString());
        return cells;
    }

    void stop() {
        workers.shutdownNow();
    }
}
