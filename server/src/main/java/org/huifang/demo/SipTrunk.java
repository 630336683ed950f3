package org.huifang.demo;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A way to the telephone network of a private Asterisk: {@code PJSIP/<number>@<name>} is sent to {@code host:port}.
 *
 * @param qualifySeconds how often the peer is asked whether it is there (OPTIONS); 0: never, so that a dead peer shows
 *     only by its silence
 * @param options further lines of the endpoint, such as {@code outbound_auth = carrier}
 */
public record SipTrunk(String name, String host, int port, int qualifySeconds, List<String> options) {
    public SipTrunk {
        ConfigTemplate.requireName(name);
        options = List.copyOf(options);
    }

    public static SipTrunk to(String name, int port) {
        return new SipTrunk(name, "127.0.0.1", port, 0, List.of());
    }

    public SipTrunk qualifiedEvery(int seconds) {
        return new SipTrunk(name, host, port, seconds, options);
    }

    public SipTrunk with(String option) {
        return new SipTrunk(
                name,
                host,
                port,
                qualifySeconds,
                Stream.concat(options.stream(), Stream.of(option)).toList());
    }

    Map<String, String> tokens() {
        return Map.of(
                "NAME", name,
                "HOST", host,
                "PORT", Integer.toString(port),
                "QUALIFY_S", Integer.toString(qualifySeconds),
                "OPTIONS", String.join("\n", options));
    }
}
