package org.huifang.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a starting Asterisk whether it is ready: signs in to AMI and waits for FullyBooted. */
final class AmiProbe {
    private AmiProbe() {}

    /**
     * @param patienceMillis longest wait for any line
     * @return true when FullyBooted came; false when nobody listens yet or it said nothing in time
     */
    static boolean fullyBooted(int port, String user, String secret, int patienceMillis) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), patienceMillis);
            socket.setSoTimeout(patienceMillis);
            String login = "Action: Login\r\nUsername: %s\r\nSecret: %s\r\n\r\n".formatted(user, secret);
            socket.getOutputStream().write(login.getBytes(StandardCharsets.UTF_8));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("Event: FullyBooted")) {
                    return true;
                }
            }
            return false;
        } catch (java.net.ConnectException | java.net.SocketTimeoutException e) {
            return false;
        }
    }
}
