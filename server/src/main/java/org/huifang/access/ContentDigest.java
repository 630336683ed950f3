package org.huifang.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;

/** SHA-256 of what is consented to: kind, subject and each line, in UTF-8 with its length before it, so that none runs into another. */
final class ContentDigest {
    private ContentDigest() {}

    static byte[] of(String kind, UUID subject, List<String> lines) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            add(digest, kind);
            add(digest, subject.toString());
            lines.forEach(line -> add(digest, line));
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
