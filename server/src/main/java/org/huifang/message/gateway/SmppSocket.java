package org.huifang.message.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jsmpp.session.connection.Connection;
import org.jsmpp.session.connection.socket.SocketConnection;

/** One connection to a message centre, by TLS where the settings say so. */
final class SmppSocket {
    private static final int CONNECT_MS = 5_000;

    private SmppSocket() {}

    /** @param bound opened when the session is bound, or closed */
    static Connection connect(String host, int port, boolean byTls, CountDownLatch bound) throws IOException {
        Socket socket = byTls ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
            if (socket instanceof SSLSocket tls) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.setSoTimeout(CONNECT_MS);
                tls.startHandshake();
            }
            return new SocketConnection(socket) {
                private final InputStream gated = new BindFirst(super.getInputStream(), bound, CONNECT_MS);

                @Override
                public InputStream getInputStream() {
                    return gated;
                }
            };
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
