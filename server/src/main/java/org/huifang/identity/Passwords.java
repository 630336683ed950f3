package org.huifang.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id as OWASP advises: 19 MiB, 2 passes, 1 lane. Stored as a PHC string, so that other parameters can follow.
 * Takes tens of milliseconds: never on the event loop.
 */
final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom random = new SecureRandom();
    /** Checked for a login that does not exist, so that it takes as long as one that does. */
    static final String NOBODY = hash(SecretToken.next());

    private Passwords() {}

    static String hash(String password) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        byte[] hash = derive(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    static boolean matches(String password, String phc) {
        String[] part = phc.split("\\$", -1);
        if (part.length != 6 || !part[1].equals("argon2id") || !part[2].equals("v=19")) {
            throw new IllegalStateException("a stored password hash is not Argon2id version 19");
        }
        String[] cost = part[3].split("[=,]", -1);
        byte[] salt = Base64.getDecoder().decode(part[4]);
        byte[] stored = Base64.getDecoder().decode(part[5]);
        byte[] given = derive(
                password,
                salt,
                Integer.parseInt(cost[1]),
                Integer.parseInt(cost[3]),
                Integer.parseInt(cost[5]),
                stored.length);
        return MessageDigest.isEqual(stored, given);
    }

    private static byte[] derive(String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        // The same password typed on another keyboard may come composed otherwise.
        generator.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
