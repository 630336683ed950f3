package org.huifang.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A TCP way to a port that a test can cut, forbid, and stall: half-open, without a byte and without an end. It can also
 * part, and deliver what was sent meanwhile when the sender has long gone.
 */
final class CuttableLink implements AutoCloseable {
    private enum Way {
        OPEN,
        FORBIDDEN,
        STALLED
    }

    private final int target;
    private final ServerSocket entrance;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Carried> carried = ConcurrentHashMap.newKeySet();
    private volatile Way way = Way.OPEN;

    /** One connection; what goes out is kept instead while it is parted. */
    private static final class Carried {
        private final Socket near;
        private final Socket far;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final ByteArrayOutputStream lateAnswers = new ByteArrayOutputStream();
        private boolean parted;
        private boolean delivered;

        Carried(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        synchronized void out(byte[] block, int length) throws IOException {
            if (parted) {
                kept.write(block, 0, length);
            } else {
                far.getOutputStream().write(block, 0, length);
            }
        }

        synchronized void in(byte[] block, int length) throws IOException {
            if (delivered) {
                lateAnswers.write(block, 0, length);
            } else if (!parted) {
                near.getOutputStream().write(block, 0, length);
            }
        }

        synchronized String lateAnswers() {
            return lateAnswers.toString(StandardCharsets.UTF_8);
        }

        synchronized void part() {
            parted = true;
        }

        synchronized boolean parted() {
            return parted;
        }

        synchronized String kept() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        synchronized void deliver() throws IOException {
            delivered = true;
            far.getOutputStream().write(kept.toByteArray());
            far.getOutputStream().flush();
        }
    }

    CuttableLink(int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("link-accept", this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Ends what is connected and refuses new connections until {@link #open}. */
    void cut() {
        way = Way.FORBIDDEN;
        closeAll();
    }

    /** From now on nothing passes in either direction and nothing says so; what comes is lost. */
    void stall() {
        way = Way.STALLED;
    }

    /** The way is free again, for new connections: those that were stalled end. */
    void open() {
        boolean stalled = way == Way.STALLED;
        way = Way.OPEN;
        if (stalled) {
            closeAll();
        }
    }

    /** What is sent on the present connections is kept, and no answer comes; new connections pass. */
    void part() {
        carried.forEach(Carried::part);
    }

    /** What was sent since {@link #part}. */
    String kept() {
        return carried.stream().map(Carried::kept).collect(Collectors.joining());
    }

    /** What was kept arrives, each on the connection that it was sent on. */
    void deliverLate() {
        for (Carried connection : carried) {
            if (connection.parted()) {
                try {
                    connection.deliver();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** What was answered to that, to nobody. */
    String lateAnswers() {
        return carried.stream().map(Carried::lateAnswers).collect(Collectors.joining());
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                sockets.add(near);
                if (way == Way.FORBIDDEN) {
                    close(near);
                } else if (way == Way.OPEN) {
                    carry(near);
                }
            } catch (IOException gone) {
                // The target is down, or the test has ended: the next connection shows.
                continue;
            }
        }
    }

    /** Leads this connection to the target. */
    void carry(Socket near) throws IOException {
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(far);
        var connection = new Carried(near, far);
        carried.add(connection);
        start("link-out", () -> pump(connection, near, connection::out));
        start("link-in", () -> pump(connection, far, connection::in));
    }

    private interface Sink {
        void write(byte[] block, int length) throws IOException;
    }

    private void pump(Carried connection, Socket from, Sink to) {
        try {
            InputStream in = from.getInputStream();
            byte[] block = new byte[16 * 1024];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                if (way == Way.OPEN) {
                    to.write(block, n);
                }
            }
        } catch (IOException ended) {
            // One side is gone; the other is told below.
        }
        if (way != Way.STALLED && !connection.parted()) {
            carried.remove(connection);
            close(connection.near);
            close(connection.far);
        }
    }

    private void closeAll() {
        sockets.forEach(this::close);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closeAll();
    }
}
