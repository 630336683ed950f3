package org.huifang.demo;

/**
 * The loopback ports of one private Asterisk.
 *
 * @param rtpFirst first of the UDP ports for sound. The range may be shared with other instances: Asterisk skips ports that
 *     are taken. It lies below those that Linux gives to sockets without a wish (32768).
 */
record PrivateAsteriskPorts(int ami, int sip, int rtpFirst, int rtpLast) {

    /** @param sip a port chosen before, or 0 */
    static PrivateAsteriskPorts free(int sip) {
        return new PrivateAsteriskPorts(FreePorts.tcp(), sip == 0 ? FreePorts.udp() : sip, 10_000, 31_999);
    }
}
