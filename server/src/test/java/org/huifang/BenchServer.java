package org.huifang;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** The server alone, for benchmarks: started with a configuration file, stopped by SIGTERM. */
public final class BenchServer {
    private BenchServer() {}

    public static void main(String[] args) {
        var server = new Server(ConfigFile.read(Path.of(args[0])), Clock.systemUTC());
        TestOffice.await(server.start());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> server.stop()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .exceptionally(e -> null)
                        .join()));
    }
}
