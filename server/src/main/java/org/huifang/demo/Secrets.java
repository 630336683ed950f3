package org.huifang.demo;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords that live as long as a demo or a test. */
final class Secrets {
    private static final SecureRandom random = new SecureRandom();

    private Secrets() {}

    /** 128 bits as hexadecimal digits. */
    static String random() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
