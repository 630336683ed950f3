package org.huifang.message;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** The alphabet of short messages, 3GPP TS 23.038 (GSM 03.38): 128 characters and ten more behind an escape. */
public final class Gsm7 {
    private static final byte ESCAPE = 0x1b;
    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\uffffÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final Map<Character, Byte> EXTENSION = Map.of(
            '\f', (byte) 0x0a,
            '^', (byte) 0x14,
            '{', (byte) 0x28,
            '}', (byte) 0x29,
            '\\', (byte) 0x2f,
            '[', (byte) 0x3c,
            '~', (byte) 0x3d,
            ']', (byte) 0x3e,
            '|', (byte) 0x40,
            '€', (byte) 0x65);
    private static final Map<Character, Byte> SEPTETS = new HashMap<>();

    static {
        for (int i = 0; i < BASIC.length(); i++) {
            if (i != ESCAPE) {
                SEPTETS.put(BASIC.charAt(i), (byte) i);
            }
        }
    }

    private Gsm7() {}

    public static boolean holds(String text) {
        return text.chars().allMatch(c -> SEPTETS.containsKey((char) c) || EXTENSION.containsKey((char) c));
    }

    /** 1, or 2 for what stands behind the escape. */
    static int septets(char c) {
        return EXTENSION.containsKey(c) ? 2 : 1;
    }

    /** One septet a byte, as SMPP's default alphabet wants it. */
    public static byte[] unpacked(String text) {
        var out = new ByteArrayOutputStream(text.length() + 8);
        for (char c : text.toCharArray()) {
            Byte extended = EXTENSION.get(c);
            if (extended != null) {
                out.write(ESCAPE);
                out.write(extended);
            } else {
                Byte septet = SEPTETS.get(c);
                if (septet == null) {
                    throw new IllegalArgumentException("a character is not in the GSM alphabet");
                }
                out.write(septet);
            }
        }
        return out.toByteArray();
    }

    /** The other way; what no table knows becomes {@code ?}. */
    public static String text(byte[] unpacked) {
        var text = new StringBuilder(unpacked.length);
        for (int i = 0; i < unpacked.length; i++) {
            byte septet = unpacked[i];
            if (septet == ESCAPE && i + 1 < unpacked.length) {
                byte second = unpacked[++i];
                text.append(EXTENSION.entrySet().stream()
                        .filter(entry -> entry.getValue() == second)
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse('?'));
            } else {
                text.append(septet >= 0 && septet != ESCAPE ? BASIC.charAt(septet) : '?');
            }
        }
        return text.toString();
    }
}
