package org.huifang;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.huifang.ledger.WitnessServer;

/** {@code huifang witness}: keeps the heads of other hosts' logs until a signal ends it. */
final class WitnessCommand {
    private WitnessCommand() {}

    static void run(Options options) {
        Path folder = Path.of(options.get("folder")
                .orElseThrow(() -> new IllegalStateException("name the folder of its book with --folder")));
        String host = options.get("host").orElse("127.0.0.1");
        int port = port(options.get("port").orElse("8090"));
        try {
            String bearer = options.has("secret-file")
                    ? Files.readString(Path.of(options.get("secret-file").orElseThrow()))
                            .lines()
                            .findFirst()
                            .orElse("")
                            .strip()
                    : "";
            if (bearer.isEmpty() && !host.equals("127.0.0.1")) {
                throw new IllegalStateException(
                        "give --secret-file FILE: everybody who reaches " + host + " could write into the book");
            }
            Vertx vertx = Vertx.vertx();
            var witness = new WitnessServer(vertx, folder, bearer, Clock.systemUTC());
            var server = StartCommand.await(witness.listen(host, port), Duration.ofSeconds(20));
            System.out.println("url: http://" + host + ":" + server.actualPort() + "/heads");
            System.out.println("public_key: " + witness.publicKey());
        } catch (IOException e) {
            throw new IllegalStateException("the witness does not start: " + e.getMessage(), e);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalStateException("--port " + text + " is no number", e);
        }
        throw new IllegalStateException("--port " + text + ": give 0 to 65535");
    }
}
