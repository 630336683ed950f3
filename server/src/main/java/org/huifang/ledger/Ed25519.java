package org.huifang.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Signatures of the JDK's own Ed25519 (RFC 8032). */
public final class Ed25519 {
    private Ed25519() {}

    static byte[] sign(PrivateKey key, byte[] text) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /**
     * @param publicKey in X.509 form
     * @return false also for what is no key or no signature at all
     */
    public static boolean verifies(byte[] publicKey, byte[] text, byte[] signature) {
        try {
            var checked = Signature.getInstance("Ed25519");
            checked.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(publicKey)));
            checked.update(text);
            return checked.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** SHA-256 of the key in hexadecimal digits: what people compare. */
    public static String fingerprint(byte[] publicKey) {
        return HexFormat.of().formatHex(sha256(publicKey));
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
