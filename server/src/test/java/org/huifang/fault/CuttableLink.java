package org.huifang.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP way to a port that a test can cut, forbid, and stall: half-open, without a byte and without an end. */
final class CuttableLink implements AutoCloseable {
    private enum Way {
        OPEN,
        FORBIDDEN,
        STALLED
    }

    private final int target;
    private final ServerSocket entrance;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Way way = Way.OPEN;

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
        start("link-out", () -> pump(near, far));
        start("link-in", () -> pump(far, near));
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] block = new byte[16 * 1024];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                if (way == Way.OPEN) {
                    out.write(block, 0, n);
                }
            }
        } catch (IOException ended) {
            // One side is gone; the other is told below.
        }
        if (way != Way.STALLED) {
            close(from);
            close(to);
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
