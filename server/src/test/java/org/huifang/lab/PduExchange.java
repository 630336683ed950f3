package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Joins two clients of a message centre, each told by its system_id. What one submits the other is given: submit_sm becomes deliver_sm
 * by its command_id alone, for both have one body, so each side reads what the other wrote, byte for byte. Of itself it answers
 * binds, unbinds and questions after the link, and gives submissions their ids.
 */
public final class PduExchange implements AutoCloseable {
    private record Asked(Line by, int sequence) {}

    private final ServerSocket server;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Map<Integer, Asked> asked = new ConcurrentHashMap<>();
    private final AtomicInteger sequences = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<Pdu> submitted = new CopyOnWriteArrayList<>();
    private final List<Pdu> taken = new CopyOnWriteArrayList<>();

    public PduExchange() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Whether a client of that name is bound so that messages can be given to it. */
    public boolean hears(String systemId) {
        return lines.stream().anyMatch(line -> line.hears() && line.systemId.equals(systemId));
    }

    /** All that was submitted, by either side. */
    public List<Pdu> submitted() {
        return submitted;
    }

    /** The answers to what was given, of either side. */
    public List<Pdu> taken() {
        return taken;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var line = new Line(server.accept());
                lines.add(line);
                thread(line::serve);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void thread(Runnable work) {
        var thread = new Thread(work, "pdu-exchange");
        thread.setDaemon(true);
        thread.start();
    }

    private final class Line {
        private final Socket socket;
        private volatile String systemId = "";
        private volatile int bind;

        Line(Socket socket) {
            this.socket = socket;
        }

        boolean hears() {
            return !socket.isClosed() && (bind == Pdu.BIND_RECEIVER || bind == Pdu.BIND_TRANSCEIVER);
        }

        synchronized void write(Pdu pdu) throws IOException {
            socket.getOutputStream().write(pdu.bytes());
        }

        void serve() {
            try (socket) {
                for (Pdu pdu = Pdu.read(socket.getInputStream());
                        pdu != null;
                        pdu = Pdu.read(socket.getInputStream())) {
                    handle(pdu);
                }
            } catch (IOException e) {
                // The client is gone: nothing more comes from it.
            }
        }

        private void handle(Pdu pdu) throws IOException {
            int answer = Pdu.answerTo(pdu.command());
            if (pdu.isBind()) {
                systemId = new String(pdu.body(), StandardCharsets.US_ASCII).split("\0", 2)[0];
                bind = pdu.command();
                write(Pdu.of(answer, 0, pdu.sequence(), "exchange\0".getBytes(StandardCharsets.US_ASCII)));
            } else if (pdu.command() == Pdu.ENQUIRE_LINK || pdu.command() == Pdu.UNBIND) {
                write(Pdu.of(answer, 0, pdu.sequence(), new byte[0]));
            } else if (pdu.command() == Pdu.SUBMIT_SM) {
                submitted.add(pdu);
                give(pdu);
            } else if (pdu.command() == Pdu.answerTo(Pdu.DELIVER_SM)) {
                taken.add(pdu);
                Asked by = asked.remove(pdu.sequence());
                if (by != null) {
                    by.by().write(Pdu.of(Pdu.answerTo(Pdu.SUBMIT_SM), pdu.status(), by.sequence(), id(pdu.status())));
                }
            }
        }

        private void give(Pdu pdu) throws IOException {
            Line other = lines.stream()
                    .filter(line -> line.hears() && !line.systemId.equals(systemId))
                    .findFirst()
                    .orElseThrow(() -> new IOException("nobody to give it to"));
            int sequence = sequences.incrementAndGet();
            asked.put(sequence, new Asked(this, pdu.sequence()));
            other.write(Pdu.of(Pdu.DELIVER_SM, 0, sequence, pdu.body()));
        }

        private byte[] id(int status) {
            return status == 0 ? (ids.incrementAndGet() + "\0").getBytes(StandardCharsets.US_ASCII) : new byte[0];
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Line line : lines) {
                line.socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
