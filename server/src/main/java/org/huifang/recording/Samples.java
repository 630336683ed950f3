package org.huifang.recording;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.security.MessageDigest;

/** A fingerprint of 16-bit samples. */
final class Samples {
    private Samples() {}

    static MessageDigest fingerprint() {
        return Sha256.start();
    }

    static void update(MessageDigest fingerprint, ShortBuffer samples) {
        var bytes = ByteBuffer.allocate(samples.remaining() * 2);
        bytes.asShortBuffer().put(samples.duplicate());
        fingerprint.update(bytes);
    }
}
