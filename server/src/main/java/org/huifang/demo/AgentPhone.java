package org.huifang.demo;

import java.util.Map;

/**
 * An agent's phone as a private Asterisk knows it.
 *
 * @param name endpoint, user and address-of-record in one: {@code PJSIP/<name>}
 * @param rtpTimeoutSeconds a line from which no sound arrives for so long is ended (cause 44); 0: never, for phones
 *     that send no RTP
 * @param contact {@code sip:…} where the phone is found; empty: it registers
 * @param qualifySeconds how often a phone is asked whether it is there; 0: never
 */
public record AgentPhone(String name, String secret, int rtpTimeoutSeconds, String contact, int qualifySeconds) {
    public AgentPhone {
        ConfigTemplate.requireName(name);
        ConfigTemplate.requireSecret(secret);
    }

    /** A real phone: it registers with its password, sends sound, and is noticed within seconds when it dies. */
    public static AgentPhone registering(String name, String secret) {
        return new AgentPhone(name, secret, 15, "", 5);
    }

    /** A phone that waits at a loopback port, answers no OPTIONS and may send no sound. */
    public static AgentPhone waitingAt(String name, int port) {
        return new AgentPhone(name, "unused" + port, 0, "sip:" + name + "@127.0.0.1:" + port, 0);
    }

    public AgentPhone withRtpTimeout(int seconds) {
        return new AgentPhone(name, secret, seconds, contact, qualifySeconds);
    }

    Map<String, String> tokens() {
        return Map.of(
                "NAME",
                name,
                "SECRET",
                secret,
                "RTP_TIMEOUT_S",
                Integer.toString(rtpTimeoutSeconds),
                "QUALIFY_S",
                Integer.toString(qualifySeconds),
                "OPTIONS",
                "",
                "CONTACT",
                contact.isEmpty() ? "" : "contact = " + contact);
    }
}
