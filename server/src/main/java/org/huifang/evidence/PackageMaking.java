package org.huifang.evidence;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
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
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.access.HearingRight;
import org.huifang.evidence.PackageRegister.Order;
import org.huifang.evidence.PackageRegister.TakenSound;
import org.huifang.identity.SignedIn;
import org.huifang.ledger.LedgerProof;
import org.huifang.ledger.LedgerProofs;
import org.huifang.recording.RecordingCatalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes packages and sends them, on threads of its own: at most two at a time, each as a stream. */
public final class PackageMaking {
    private static final Logger log = LoggerFactory.getLogger(PackageMaking.class);
    private static final int AT_A_TIME = 2;
    private static final int WAITING = 8;
    private static final long ANSWER_SECONDS = 60;
    private static final long TOLD_EVERY = 1 << 20;
    private static final DateTimeFormatter IN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final PackageRegister register;
    private final HearingRight hearing;
    private final RecordingCatalog catalog;
    private final CallbackFacts facts;
    private final AttemptProofs attempts;
    private final EvidenceSounds sounds;
    private final LedgerProofs proofs;
    private final Consumer<String> crashPoint;
    private final ThreadPoolExecutor workers;

    PackageMaking(
            PackageRegister register,
            HearingRight hearing,
            RecordingCatalog catalog,
            CallbackFacts facts,
            AttemptProofs attempts,
            EvidenceSounds sounds,
            LedgerProofs proofs,
            Consumer<String> crashPoint) {
        this.register = register;
        this.hearing = hearing;
        this.catalog = catalog;
        this.facts = facts;
        this.attempts = attempts;
        this.sounds = sounds;
        this.proofs = proofs;
        this.crashPoint = crashPoint;
        var count = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                AT_A_TIME, AT_A_TIME, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    var thread = new Thread(task, "evidence-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    /** Opens the stream to whoever fetches the package, when it is on file. */
    public interface Opener {
        OutputStream open(String fileName) throws IOException;
    }

    /** Orders one. Fails with a {@link Refusal} for a callback that is not of this unit. */
    public Future<UUID> order(SignedIn who, UUID callback, String reason) {
        return register.order(who, callback, reason);
    }

    /**
     * Makes what was ordered, and sends it.
     *
     * @return fails with a {@link Refusal} before the stream was opened, with anything when it broke later
     */
    public Future<Void> send(SignedIn who, UUID callback, UUID id, Opener opener) {
        return register.begin(who, callback, id).compose(order -> {
            Promise<Void> done = Promise.promise();
            try {
                workers.execute(() -> run(who, order, opener, done));
            } catch (RejectedExecutionException e) {
                Remedy.Said why = Remedy.TOO_MANY_PACKAGES.with();
                return register.ended(id, 0, null, why)
                        .compose(noted -> Future.failedFuture(Refusal.of(Refusal.Kind.BUSY, why)));
            }
            return done.future();
        });
    }

    private void run(SignedIn who, Order order, Opener opener, Promise<Void> done) {
        long[] bytes = {0};
        byte[] whole = null;
        Throwable failed = null;
        try {
            whole = make(who, order, opener, bytes);
        } catch (IOException | InterruptedException | RuntimeException e) {
            failed = e;
            log.info("evidence package broke off package={} bytes={} cause={}", order.id(), bytes[0], e.toString());
        }
        Throwable why = failed;
        register.ended(order.id(), bytes[0], whole, why == null ? null : said(why, order.id(), bytes[0]))
                .onFailure(
                        e -> log.warn("end of a package is not stored package={} cause={}", order.id(), e.toString()))
                .onComplete(noted -> {
                    if (why == null) {
                        done.complete();
                    } else {
                        done.fail(why);
                    }
                });
    }

    /** What the list of packages says of it; the server's log has the cause. */
    private static Remedy.Said said(Throwable why, UUID id, long sent) {
        if (why instanceof Refusal refusal) {
            Remedy.Said said = refusal.said();
            if (said != null) {
                return said;
            }
            for (Refusal.Field field : refusal.fields()) {
                if (field.code() != null && field.values() != null) {
                    return new Remedy.Said(field.code(), field.values(), field.remedy());
                }
            }
        }
        return sent > 0 ? Remedy.PACKAGE_CUT.with() : Remedy.PACKAGE_FAILED.with(id);
    }

    private byte[] make(SignedIn who, Order order, Opener opener, long[] sent)
            throws IOException, InterruptedException {
        var read = await(facts.read(order.orgId(), order.callback(), who.seesNumbers()));
        for (UUID recording : read.recordings()) {
            await(hearing.copyRightTo(who, recording));
        }
        for (Object attempt : read.json().getJsonArray("attempts")) {
            for (AttemptProofs.Place place : await(attempts.of((JsonObject) attempt))) {
                AttemptProofs.prove((JsonObject) attempt, place);
            }
        }
        var packed = new ArrayList<PackageContent.Sound>();
        var taken = new ArrayList<TakenSound>();
        listSounds(read, packed, taken);
        JsonObject said = head(who, order).mergeIn(read.json());
        var content = PackageContent.of(said, packed);
        String name = "evidence-" + order.callback() + "-" + IN_NAME.format(order.begunAt()) + ".zip";
        crashPoint.accept("evidence-read");
        await(register.made(who, order, content, taken, name));
        crashPoint.accept("evidence-filed");
        var entries = new ArrayList<>(read.entries());
        entries.addAll(await(register.entriesOf(order, taken)));
        LedgerProof proof = proven(entries);
        // Closed only when all is written: an end after a failure would make a part pass for the whole.
        OutputStream out = opener.open(name);
        byte[] whole = new PackageWriter(out, order.begunAt(), bytes -> progress(order.id(), bytes, sent))
                .write(content, proof);
        out.close();
        return whole;
    }

    private void listSounds(CallbackFacts.Facts read, List<PackageContent.Sound> packed, List<TakenSound> taken)
            throws IOException, InterruptedException {
        int number = 0;
        for (Object one : read.json().getJsonArray("recordings")) {
            var fact = (JsonObject) one;
            UUID id = read.recordings().get(number++);
            PackageContent.@Nullable Sound sound = listed(fact, id, number);
            if (sound != null) {
                packed.add(sound);
                taken.add(new TakenSound(id, sound.file()));
            }
        }
    }

    private PackageContent.@Nullable Sound listed(JsonObject fact, UUID id, int number)
            throws IOException, InterruptedException {
        var stored = await(catalog.find(id)).orElse(null);
        try {
            return sounds.listed(fact, stored, number);
        } catch (IOException e) {
            log.warn("recording cannot be read for a package attempt={} cause={}", id, e.toString());
            throw Refusal.of(Refusal.Kind.UNAVAILABLE, Remedy.RECORDING_UNREADABLE.with(id));
        }
    }

    private static JsonObject head(SignedIn who, Order order) {
        return new JsonObject()
                .put("form", PackageFiles.FORM)
                .put("package", order.id().toString())
                .put("madeAt", order.begunAt().toString())
                .put(
                        "madeBy",
                        new JsonObject()
                                .put("id", who.userId().toString())
                                .put("login", who.login())
                                .put("name", who.displayName()))
                .put("reason", order.reason());
    }

    private LedgerProof proven(List<UUID> entries) throws IOException, InterruptedException {
        try {
            return await(proofs.of(entries));
        } catch (LedgerProofs.NotChainedException e) {
            log.warn("entries of the log cannot be proven for a package cause={}", e.toString());
            throw Refusal.of(Refusal.Kind.UNAVAILABLE, Remedy.LOG_NOT_CHAINED.with());
        }
    }

    private void progress(UUID id, long bytes, long[] sent) {
        if (bytes / TOLD_EVERY > sent[0] / TOLD_EVERY) {
            register.sent(id, bytes)
                    .onFailure(e -> log.warn("progress is not stored package={} cause={}", id, e.toString()));
        }
        sent[0] = bytes;
    }

    private static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the database did not answer in " + ANSWER_SECONDS + " s", e);
        }
    }

    void stop() {
        workers.shutdownNow();
    }
}
