package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Between a client and a message centre: passes whole PDUs on, remembers them, and loses or repeats them as the test wants. */
public final class PduPipe implements AutoCloseable {
    private final ServerSocket server;
    private final int centrePort;
    private final List<Pdu> fromClient = new CopyOnWriteArrayList<>();
    private final List<Pdu> fromCentre = new CopyOnWriteArrayList<>();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private volatile Function<Pdu, List<Pdu>> answers = List::of;
    private volatile int frozen;

    public PduPipe(int centrePort) {
        this.centrePort = centrePort;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread("pdu-pipe", this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What becomes of each PDU that the centre sends; empty: lost. */
    public void answers(Function<Pdu, List<Pdu>> wish) {
        answers = wish;
    }

    /** Nothing goes through any more on lines that were bound by this command; 0: all goes through. */
    public void freeze(int bindCommand) {
        frozen = bindCommand;
    }

    /** What the client sent of one kind. */
    public List<Pdu> fromClient(int command) {
        return fromClient.stream().filter(pdu -> pdu.command() == command).toList();
    }

    public List<Pdu> fromCentre(int command) {
        return fromCentre.stream().filter(pdu -> pdu.command() == command).toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket centre = new Socket();
                try {
                    centre.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), centrePort), 2_000);
                } catch (IOException e) {
                    client.close(); // Nobody is there: the client sees it as it would.
                    continue;
                }
                var line = new Line(client, centre);
                lines.add(line);
                thread("pdu-from-client", () -> line.pass(client, centre, true));
                thread("pdu-from-centre", () -> line.pass(centre, client, false));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void thread(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private final class Line {
        private final Socket client;
        private final Socket centre;
        private volatile int bind;

        Line(Socket client, Socket centre) {
            this.client = client;
            this.centre = centre;
        }

        void pass(Socket from, Socket to, boolean toCentre) {
            try {
                for (@Nullable Pdu pdu = Pdu.read(from.getInputStream());
                        pdu != null;
                        pdu = Pdu.read(from.getInputStream())) {
                    if (toCentre && pdu.isBind()) {
                        bind = pdu.command();
                    }
                    (toCentre ? fromClient : fromCentre).add(pdu);
                    if (frozen != 0 && frozen == bind) {
                        continue;
                    }
                    for (Pdu one : toCentre ? List.of(pdu) : answers.apply(pdu)) {
                        to.getOutputStream().write(one.bytes());
                    }
                }
            } catch (IOException e) {
                // One side is gone; the other is told by the end of its line.
            } finally {
                cut();
            }
        }

        void cut() {
            try {
                client.close();
                centre.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.forEach(Line::cut);
    }
}
