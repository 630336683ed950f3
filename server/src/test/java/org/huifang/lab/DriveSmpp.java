package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.huifang.demo.OrphanGuard;

/**
 * Kannel's simulated message centre (drive_smpp of Debian's kannel-extras), which reads and writes by Kannel's own SMPP code.
 * It takes transmitters and receivers, answers submissions without an id, gives every receiver the numbers 1 to n as short messages
 * of 456, and ends itself when any line to it ends.
 */
public final class DriveSmpp implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/lib/kannel/test/drive_smpp");
    /**
     * It also plays an smsbox to a bearerbox at this address, which is fixed in the program, and gives up without one. A socket
     * that takes the line and says nothing is enough; nothing of SMPP passes there.
     */
    private static final InetSocketAddress BEARERBOX = new InetSocketAddress("127.0.0.1", 13001);

    private static final long PORT_WITHIN_MS = 120_000;

    private final Path folder;
    private final int port;
    private final ServerSocket bearerbox;
    private final List<Socket> boxes = new CopyOnWriteArrayList<>();
    private Process process;
    private int starts;

    private DriveSmpp(Path folder, int port, ServerSocket bearerbox) {
        this.folder = folder;
        this.port = port;
        this.bearerbox = bearerbox;
    }

    /** @param messages how many it gives to a receiver */
    public static DriveSmpp start(Path folder, int messages) {
        try {
            Files.createDirectories(folder);
            if (!Files.isExecutable(PROGRAM)) {
                throw new IllegalStateException(PROGRAM + " is not there; install the package kannel-extras");
            }
            var drive = new DriveSmpp(folder, freePort(), bearerbox());
            var accepting = new Thread(drive::accept, "silent-bearerbox");
            accepting.setDaemon(true);
            accepting.start();
            drive.run(messages);
            return drive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another test of this machine may hold the one port that there is; its turn ends. */
    private static ServerSocket bearerbox() throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PORT_WITHIN_MS);
        while (true) {
            var socket = new ServerSocket();
            try {
                socket.bind(BEARERBOX);
                return socket;
            } catch (IOException e) {
                socket.close();
                if (System.nanoTime() > end) {
                    throw new IOException("drive_smpp needs " + BEARERBOX + ", which another program holds", e);
                }
                pause();
            }
        }
    }

    private void accept() {
        while (!bearerbox.isClosed()) {
            try {
                boxes.add(bearerbox.accept());
            } catch (IOException e) {
                if (!bearerbox.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    public int port() {
        return port;
    }

    /** As after a crash: the same address, and nothing remembered. */
    public void run(int messages) {
        Path log = log(++starts);
        try {
            process = OrphanGuard.guarded(
                            log.toString(),
                            List.of(
                                    PROGRAM.toString(),
                                    "-v",
                                    "4",
                                    "-l",
                                    log.toString(),
                                    "-p",
                                    Integer.toString(port),
                                    "-m",
                                    Integer.toString(messages)))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("drive" + starts + ".out").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("drive_smpp survives SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** The texts of all submissions that it read, over all its lives, byte for byte as Latin-1. */
    public List<String> submitted() {
        return Pattern.compile("submit_sm: short_message = <(.*?)>\n", Pattern.DOTALL)
                .matcher(said())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** How often it handled a PDU of that name. */
    public long handled(String name) {
        return Pattern.compile("Handling SMPP PDU of type " + name + "\n")
                .matcher(said())
                .results()
                .count();
    }

    /** All that it wrote, as Latin-1. */
    public String said() {
        var all = new StringBuilder();
        try {
            for (int i = 1; i <= starts; i++) {
                if (Files.exists(log(i))) {
                    all.append(Files.readString(log(i), StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }

    private Path log(int start) {
        return folder.resolve("drive" + start + ".log");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            bearerbox.close();
            for (Socket box : boxes) {
                box.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
