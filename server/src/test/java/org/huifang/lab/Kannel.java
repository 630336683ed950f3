package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.demo.OrphanGuard;

/** A real Kannel (bearerbox and smsbox) of our own in a folder, on free ports; it speaks SMPP with a centre. */
public final class Kannel implements AutoCloseable {
    private static final int STARTS_WITHIN_S = 30;

    private final Path folder;
    private final int sendPort;
    private final List<Process> boxes = new ArrayList<>();

    private Kannel(Path folder, int sendPort) {
        this.folder = folder;
        this.sendPort = sendPort;
    }

    /**
     * @param centrePort where its SMSC is
     * @param replyUrl called for each message of a customer; with Kannel's own escapes
     */
    public static Kannel start(Path folder, int centrePort, String replyUrl) {
        try {
            Files.createDirectories(folder);
            int[] ports = {freePort(), freePort(), freePort()};
            Path config = folder.resolve("kannel.conf");
            Files.writeString(
                    config, """
                    group = core
                    admin-port = %d
                    admin-interface = 127.0.0.1
                    admin-password = for-tests
                    smsbox-port = %d
                    box-deny-ip = "*.*.*.*"
                    box-allow-ip = "127.0.0.1"
                    log-file = "%s/bearerbox.log"
                    log-level = 1
                    access-log = "%s/access.log"
                    dlr-storage = internal

                    group = smsc
                    smsc = smpp
                    smsc-id = centre
                    host = 127.0.0.1
                    port = %d
                    transceiver-mode = true
                    smsc-username = "foo"
                    smsc-password = "bar"
                    system-type = ""
                    address-range = ""
                    source-addr-autodetect = yes
                    msg-id-type = 0x03
                    reconnect-delay = 1

                    group = smsbox
                    bearerbox-host = 127.0.0.1
                    sendsms-port = %d
                    sendsms-interface = 127.0.0.1
                    global-sender = 10690
                    mo-recode = true
                    log-file = "%s/smsbox.log"
                    log-level = 1

                    group = sendsms-user
                    username = huifang
                    password = for-tests
                    concatenation = true
                    max-messages = 10

                    group = sms-service
                    keyword = default
                    catch-all = true
                    max-messages = 0
                    get-url = "%s"
                    """.formatted(ports[0], ports[1], folder, folder, centrePort, ports[2], folder, replyUrl));
            var kannel = new Kannel(folder, ports[2]);
            kannel.box("bearerbox", config);
            await(ports[1]);
            kannel.box("smsbox", config);
            await(ports[2]);
            return kannel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its sendsms is. */
    public int sendPort() {
        return sendPort;
    }

    /** A line for each message that it gave or got: from whom, to whom, in which coding. */
    public String accessLog() {
        try {
            return Files.readString(folder.resolve("access.log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void box(String name, Path config) throws IOException {
        Path program = Files.isExecutable(Path.of("/usr/sbin", name)) ? Path.of("/usr/sbin", name) : Path.of(name);
        boxes.add(OrphanGuard.guarded(folder + "/" + name, List.of(program.toString(), config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start());
    }

    private static void await(int port) {
        for (int i = 0; i < STARTS_WITHIN_S * 10; i++) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
                return;
            } catch (IOException e) {
                pause();
            }
        }
        throw new IllegalStateException("Kannel does not listen on " + port + "; is the package kannel installed?");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        boxes.forEach(Process::destroyForcibly);
        boxes.forEach(box -> {
            try {
                box.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
