package org.huifang;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code huifang start}: the server until a signal ends it. */
final class StartCommand {
    private static final Logger log = LoggerFactory.getLogger(StartCommand.class);
    private static final int STOP_SECONDS = 30;

    private StartCommand() {}

    static void run(Options options) {
        ServerConfig config = options.config();
        StartChecks.run(config);
        var server = new Server(config, Clock.systemUTC());
        Duration patience = Duration.ofSeconds(config.dialing().drainSeconds());
        Ending.on(
                List.of("TERM", "INT"),
                () -> end(server, patience),
                () -> log.warn(
                        "second signal: stopping at once; the janitor of the next start looks after live calls"));
        try {
            await(server.start(), Duration.ofMinutes(5));
        } catch (IllegalStateException e) {
            await(server.stop(), Duration.ofSeconds(STOP_SECONDS));
            throw e;
        }
        Niceness.leastForCompiler();
        log.info("started node={} http_port={}", config.node().name(), server.port());
    }

    /** No new call; live ones end and their recordings are sealed, for so long at most; then the end. */
    private static void end(Server server, Duration patience) {
        log.info("signal received: draining at_most_s={}", patience.toSeconds());
        try {
            await(server.drain(), patience);
            log.info("drained");
        } catch (IllegalStateException e) {
            log.warn(
                    "not drained why=\"{}\"; live calls go on in Asterisk, the next start takes them up",
                    e.getMessage());
        }
        try {
            await(server.stop(), Duration.ofSeconds(STOP_SECONDS));
        } catch (IllegalStateException e) {
            log.error("not stopped in order why=\"{}\"", e.getMessage());
        }
        log.info("stopped");
    }

    /** @throws IllegalStateException with the failure's own words, or when it takes longer */
    static <T> T await(Future<T> future, Duration patience) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof java.util.concurrent.TimeoutException) {
                throw new IllegalStateException("not within " + patience.toSeconds() + " s", cause);
            }
            if (cause instanceof ConfigException refused) {
                throw refused;
            }
            throw new IllegalStateException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
    }
}
