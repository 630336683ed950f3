package org.huifang;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.huifang.customer.NumberKeys;
import org.huifang.demo.Checkout;
import org.huifang.demo.DemoApi;
import org.huifang.demo.DemoFolder;
import org.huifang.demo.DemoOffice;
import org.huifang.demo.DemoStage;
import org.huifang.demo.DemoTicker;
import org.huifang.demo.FreePorts;
import org.huifang.identity.FirstAdmin;
import org.huifang.recording.MasterKey;

/** {@code huifang demo}: a whole call centre on this machine, with simulated customers, until a signal ends it. */
final class DemoCommand {
    private static final int AGENTS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int STOP_SECONDS = 15;
    private static final long ONE_MORE_SECONDS = 25;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final PrintStream out = System.out;
    private final Clock clock = Clock.systemUTC();
    private final Closing closing = new Closing();

    private DemoCommand() {}

    static void run(Options options) {
        var folder = DemoFolder.take(Checkout.find(), options.has("keep"));
        // Before the first logger is made.
        System.setProperty("HUIFANG_LOG", "file");
        System.setProperty("HUIFANG_LOG_FILE", folder.path("server.log").toString());
        new DemoCommand().play(folder);
    }

    private void play(DemoFolder folder) {
        Ending.on(
                List.of("INT", "TERM", "HUP"),
                () -> {
                    out.println("\nending the demo");
                    closing.closeAll();
                    out.println("ended; what it left is in " + folder.root());
                },
                () -> out.println("ending at once"));
        closing.add(folder);
        try {
            start(folder);
        } catch (RuntimeException e) {
            if (closing.begun()) {
                return; // the signal's thread ends this process
            }
            closing.closeAll();
            throw new IllegalStateException(
                    "the demo does not start: " + e.getMessage() + " (log: " + folder.path("server.log") + ")", e);
        }
    }

    private void start(DemoFolder folder) {
        out.println("starting PostgreSQL");
        var database = closing.add(
                DatabaseStart.open(
                        new ServerConfig.Database(folder.path("postgres"), null, null, null, null, null, null, 12),
                        clock),
                DatabaseStart::close);
        out.println("starting Asterisk, and the world outside it");
        var stage = closing.add(DemoStage.start(folder, AGENTS));
        out.println("starting the server");
        ServerConfig config = ConfigFile.read(writeConfig(folder, database, stage));
        makeKeys(config.keys().folder());
        StartChecks.run(config);
        var server = closing.add(
                new Server(config, clock),
                running -> StartCommand.await(running.stop(), Duration.ofSeconds(STOP_SECONDS)));
        StartCommand.await(server.start(), PATIENCE);
        Path logins = folder.path("logins.txt");
        URI address = URI.create("http://127.0.0.1:" + server.port());
        var api = new DemoApi(address);
        var office = new DemoOffice(api);
        if (!Files.exists(logins)) {
            openOffice(folder, database, stage, api, office);
        }
        greet(folder, config, server, stage, address, logins);
        signIn(api, logins);
        goOn(office, new DemoTicker(api, out, ZONE));
    }

    private void openOffice(
            DemoFolder folder, DatabaseStart database, DemoStage stage, DemoApi api, DemoOffice office) {
        String password = FirstAdmin.create(
                database.server(), "admin", Optional.empty(), FirstAdmin.FirstUnit.china("慧访汽车(演示)"), clock);
        api.signIn("admin", password);
        var logins = office.open(DemoStage.TRUNK, stage.phones(), DemoStage.OWN_PHONE, clock.instant());
        folder.secret(
                "logins.txt",
                "admin " + password + "\n"
                        + logins.entrySet().stream()
                                .map(login -> login.getKey() + " " + login.getValue() + "\n")
                                .collect(Collectors.joining()));
    }

    private static void signIn(DemoApi api, Path logins) {
        try {
            String[] admin = Files.readAllLines(logins).get(0).split(" ");
            api.signIn(admin[0], admin[1]);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + logins, e);
        }
    }

    private void goOn(DemoOffice office, DemoTicker ticker) {
        ScheduledExecutorService timer =
                closing.add(Executors.newScheduledThreadPool(2), ScheduledExecutorService::shutdownNow);
        timer.scheduleWithFixedDelay(said(ticker::look), 0, 1, TimeUnit.SECONDS);
        timer.scheduleAtFixedRate(
                said(() -> office.oneMore((int) clock.instant().getEpochSecond())),
                ONE_MORE_SECONDS,
                ONE_MORE_SECONDS,
                TimeUnit.SECONDS);
    }

    /** A failed look is said, and the next one is tried. */
    private Runnable said(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                if (!closing.begun()) {
                    out.println("! " + e.getMessage());
                }
            }
        };
    }

    private void greet(
            DemoFolder folder, ServerConfig config, Server server, DemoStage stage, URI address, Path logins) {
        try {
            out.printf(
                    """

                    Huifang is running: %s
                      sign in as (password beside it):
                    %s
                      health and metrics   http://127.0.0.1:%d/health  /metrics
                      your own agent line  any SIP phone on this machine: user %s, password %s,
                                           server 127.0.0.1:%d (UDP). It is called when the user 'agent' becomes ready,
                                           or dial 8000.
                      log, settings, data  %s
                      Ctrl-C ends everything.

                    """,
                    address,
                    Files.readString(logins)
                            .lines()
                            .map("    %s"::formatted)
                            .map(l -> l.replaceFirst("(\\w) ", "$1  "))
                            .collect(Collectors.joining("\n")),
                    server.managementPort(),
                    stage.ownPhone().name(),
                    stage.ownPhone().secret(),
                    stage.pbx().sipPort(),
                    folder.root());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + logins, e);
        }
    }

    private static void makeKeys(Path folder) {
        try {
            MasterKey.createIn(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make keys in " + folder, e);
        }
        NumberKeys.make(folder);
    }

    private static Path writeConfig(DemoFolder folder, DatabaseStart database, DemoStage stage) {
        var address = database.server();
        var pbx = stage.pbx();
        return folder.secret("huifang.yaml", """
                node: {name: demo}
                http: {port: %d}
                management: {port: %d}
                database: {url: 'postgresql://%s:%d/%s', user: %s, password_file: '%s'}
                asterisk: {port: %d, user: %s, secret_file: '%s', spool: '%s', cel_file: '%s'}
                recording: {store: '%s', min_free_mb: 100}
                keys: {folder: '%s'}
                """.formatted(
                        FreePorts.tcpPreferring(8080),
                        FreePorts.tcpPreferring(8081),
                        address.host(),
                        address.port(),
                        address.database(),
                        address.user(),
                        folder.secret("database.password", address.password()),
                        pbx.amiPort(),
                        pbx.amiUser(),
                        folder.secret("ami.secret", pbx.amiSecret()),
                        pbx.recordings(),
                        pbx.celFile(),
                        folder.path("store"),
                        folder.path("keys")));
    }
}
