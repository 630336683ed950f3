package org.huifang.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.huifang.demo.PrivateAsterisk;

/** AMI with nothing in between: sends actions, keeps every packet that comes, lets a test wait for one. */
public final class RawAmi implements AutoCloseable {
    private final Socket socket;
    private final List<Map<String, String>> packets = new ArrayList<>();

    private RawAmi(Socket socket) {
        this.socket = socket;
    }

    public static RawAmi connect(PrivateAsterisk asterisk) {
        try {
            var ami = new RawAmi(new Socket(InetAddress.getLoopbackAddress(), asterisk.amiPort()));
            var reader = new Thread(ami::read, "raw-ami");
            reader.setDaemon(true);
            reader.start();
            ami.send("Login", "Username", asterisk.amiUser(), "Secret", asterisk.amiSecret());
            ami.await(Duration.ofSeconds(5), event("FullyBooted"));
            return ami;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param headers name, value, name, value …; a name may come several times */
    public void send(String action, String... headers) {
        var text = new StringBuilder("Action: ").append(action).append("\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            text.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        try {
            socket.getOutputStream().write(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first packet of all that came so far, or come in time, for which this holds. */
    public Map<String, String> await(Duration patience, Predicate<Map<String, String>> wanted) {
        return await(0, patience, wanted);
    }

    /** The same, leaving out the first {@code from} packets. */
    public Map<String, String> await(int from, Duration patience, Predicate<Map<String, String>> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (packets) {
            for (int next = from; ; ) {
                for (; next < packets.size(); next++) {
                    if (wanted.test(packets.get(next))) {
                        return packets.get(next);
                    }
                }
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new AssertionError(
                            "not within " + patience + "; came: " + packets.subList(from, packets.size()));
                }
                try {
                    packets.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Everything that came so far. */
    public List<Map<String, String>> packets() {
        synchronized (packets) {
            return List.copyOf(packets);
        }
    }

    public static Predicate<Map<String, String>> event(String name, String... headers) {
        return packet -> {
            boolean same = name.equals(packet.get("Event"));
            for (int i = 0; same && i < headers.length; i += 2) {
                same = headers[i + 1].equals(packet.get(headers[i]));
            }
            return same;
        };
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            Map<String, String> packet = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    packet.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
                } else if (line.isEmpty() && !packet.isEmpty()) {
                    add(packet);
                    packet = new HashMap<>();
                }
            }
        } catch (IOException closed) {
            add(Map.of("Closed", String.valueOf(closed.getMessage())));
        }
    }

    private void add(Map<String, String> packet) {
        synchronized (packets) {
            packets.add(packet);
            packets.notifyAll();
        }
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
