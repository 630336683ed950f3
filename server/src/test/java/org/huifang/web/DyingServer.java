package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.huifang.CallCentre;
import org.huifang.ServerProcess;

/** The server of a call centre, started to die by SIGKILL while it answers. */
final class DyingServer {
    private static final Duration LONG = Duration.ofSeconds(60);
    private final CallCentre centre;
    private final Path log;
    private final String password;

    DyingServer(CallCentre centre, Path log, String password) {
        this.centre = centre;
        this.log = log;
        this.password = password;
    }

    /**
     * The last thing that is asked gets no answer.
     *
     * @param point name of a crash point
     * @param key for the requests, so that they are answered once
     */
    void diesAt(String point, String login, Browser browser, String key, Runnable asked) {
        try (var server = ServerProcess.start(centre.configFile(), log, point)) {
            awaitWeb(server, login, browser);
            browser.with("Idempotency-Key", key);
            try {
                asked.run();
            } catch (IllegalStateException e) {
                assertThat(e).as(point).hasCauseInstanceOf(IOException.class);
            }
            server.awaitKilled(LONG);
        }
    }

    /** One that lives. */
    ServerProcess start(String login, Browser browser) {
        var server = ServerProcess.start(centre.configFile(), log);
        awaitWeb(server, login, browser);
        return server;
    }

    private void awaitWeb(ServerProcess server, String login, Browser browser) {
        browser.without("Idempotency-Key");
        CallCentre.await(LONG, server::log, () -> {
            try {
                return browser.signIn(login, password).status() == 200;
            } catch (IllegalStateException e) {
                return !server.isAlive();
            }
        });
    }
}
