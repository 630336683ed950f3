package org.huifang.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.huifang.demo.PrivateAsterisk;

/** The least that speaks AMI: a socket, and a parser that looks for two headers. */
final class AmiLink implements AutoCloseable {
    private static final byte[] EVENT = "Event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNIQUE_ID = "Uniqueid: ".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final OutputStream out;

    /** @param onEvent name and unique id (or empty) of every event, on the reading thread */
    AmiLink(PrivateAsterisk asterisk, BiConsumer<String, String> onEvent) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), asterisk.amiPort());
            socket.setTcpNoDelay(true);
            out = socket.getOutputStream();
            var reader = new Thread(() -> read(onEvent), "bare-ami");
            reader.setDaemon(true);
            reader.start();
            send("Action: Login\r\nUsername: " + asterisk.amiUser() + "\r\nSecret: " + asterisk.amiSecret()
                    + "\r\n\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String packet) {
        try {
            out.write(packet.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(BiConsumer<String, String> onEvent) {
        byte[] block = new byte[1 << 16];
        int kept = 0;
        String event = "";
        String id = "";
        try (InputStream in = socket.getInputStream()) {
            for (int n = in.read(block, kept, block.length - kept); n > 0; ) {
                int end = kept + n;
                int from = 0;
                for (int i = kept; i < end; i++) {
                    if (block[i] == '\n') {
                        int length = i - from - 1;
                        if (length <= 0 && !event.isEmpty()) {
                            onEvent.accept(event, id);
                            event = "";
                            id = "";
                        } else if (starts(block, from, EVENT)) {
                            event = new String(
                                    block, from + EVENT.length, length - EVENT.length, StandardCharsets.US_ASCII);
                        } else if (starts(block, from, UNIQUE_ID)) {
                            id = new String(
                                    block,
                                    from + UNIQUE_ID.length,
                                    length - UNIQUE_ID.length,
                                    StandardCharsets.US_ASCII);
                        }
                        from = i + 1;
                    }
                }
                kept = end - from;
                System.arraycopy(block, from, block, 0, kept);
                n = in.read(block, kept, block.length - kept);
            }
        } catch (IOException closed) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException("the bare loop lost Asterisk", closed);
            }
        }
    }

    private static boolean starts(byte[] block, int from, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (block[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
