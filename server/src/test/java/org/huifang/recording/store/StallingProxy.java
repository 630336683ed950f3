package org.huifang.recording.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** Between a client and the gateway: the first upload stands still after so many bytes, and never goes on. */
public final class StallingProxy implements AutoCloseable {
    /** Completes when an upload stands still. */
    public final CountDownLatch stalled = new CountDownLatch(1);

    private final ServerSocket listening;
    private final int target;
    private final int afterBytes;

    public StallingProxy(int target, int afterBytes) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.afterBytes = afterBytes;
        background(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void background(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One side closed; so does the other.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket gateway = new Socket(InetAddress.getLoopbackAddress(), target);
            background(() -> pump(client, gateway, true));
            background(() -> pump(gateway, client, false));
        }
    }

    private void pump(Socket from, Socket to, boolean requests) throws IOException {
        byte[] block = new byte[4096];
        int uploaded = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                boolean put = n > 4 && block[0] == 'P' && block[1] == 'U' && block[2] == 'T';
                uploaded = requests && (put || uploaded > 0) ? uploaded + n : 0;
                if (uploaded > afterBytes) {
                    stalled.countDown();
                    stalledForGood();
                }
                out.write(block, 0, n);
                out.flush();
            }
        }
    }

    private static void stalledForGood() throws IOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
