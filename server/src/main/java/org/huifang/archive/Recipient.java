package org.huifang.archive;

import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;
import org.jspecify.annotations.Nullable;

/** Who alone can read a volume: an OpenPGP public key, whose owner opens the files with GnuPG. */
final class Recipient {
    /** What is added to the name of an encrypted file. */
    static final String EXTENSION = ".gpg";

    private static final int BLOCK = 1 << 16;
    private static final int LEAST_RSA_BITS = 2048;

    private final PGPPublicKey primary;
    private final PGPPublicKey encrypting;

    private Recipient(PGPPublicKey primary, PGPPublicKey encrypting) {
        this.primary = primary;
        this.encrypting = encrypting;
    }

    /** What can be wrong with a key; pages have words for each. */
    enum Unusable {
        NOT_OPENPGP,
        REVOKED,
        EXPIRED,
        NO_SUBKEY
    }

    /** It is no key that something can be encrypted to. */
    static final class UnusableKeyException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Unusable why;

        UnusableKeyException(Unusable why) {
            super(why.name());
            this.why = why;
        }

        Unusable why() {
            return why;
        }
    }

    /** @param text as {@code gpg --export --armor} writes it */
    static Recipient read(String text, Instant now) throws UnusableKeyException {
        PGPPublicKeyRing ring;
        try (var in = PGPUtil.getDecoderStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))) {
            ring = new PGPPublicKeyRing(in, new BcKeyFingerprintCalculator());
        } catch (IOException | RuntimeException e) {
            throw new UnusableKeyException(Unusable.NOT_OPENPGP);
        }
        PGPPublicKey primary = ring.getPublicKey();
        if (primary.hasRevocation()) {
            throw new UnusableKeyException(Unusable.REVOKED);
        }
        if (expired(primary, now)) {
            throw new UnusableKeyException(Unusable.EXPIRED);
        }
        PGPPublicKey found = null;
        for (Iterator<PGPPublicKey> keys = ring.getPublicKeys(); keys.hasNext(); ) {
            PGPPublicKey key = keys.next();
            if (key.isEncryptionKey()
                    && strong(key)
                    && !key.hasRevocation()
                    && !expired(key, now)
                    && vouched(primary, key)) {
                found = key;
            }
        }
        if (found == null) {
            throw new UnusableKeyException(Unusable.NO_SUBKEY);
        }
        return new Recipient(primary, found);
    }

    private static boolean strong(PGPPublicKey key) {
        return key.getAlgorithm() > 3 || key.getBitStrength() >= LEAST_RSA_BITS;
    }

    private static boolean expired(PGPPublicKey key, Instant now) {
        return key.getValidSeconds() > 0
                && key.getCreationTime()
                        .toInstant()
                        .plusSeconds(key.getValidSeconds())
                        .isBefore(now);
    }

    /** The primary key itself must have signed that this key is for encryption: a subkey that somebody added is not used. */
    private static boolean vouched(PGPPublicKey primary, PGPPublicKey key) {
        for (Iterator<PGPSignature> signatures = key.getSignatures(); signatures.hasNext(); ) {
            PGPSignature signature = signatures.next();
            if (signature.getKeyID() == primary.getKeyID()
                    && forEncryption(signature)
                    && verifies(signature, primary, key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean forEncryption(PGPSignature signature) {
        var hashed = signature.getHashedSubPackets();
        int flags = hashed == null ? 0 : hashed.getKeyFlags();
        return flags == 0 || (flags & (KeyFlags.ENCRYPT_STORAGE | KeyFlags.ENCRYPT_COMMS)) != 0;
    }

    private static boolean verifies(PGPSignature signature, PGPPublicKey primary, PGPPublicKey key) {
        try {
            signature.init(new BcPGPContentVerifierBuilderProvider(), primary);
            if (!key.isMasterKey()) {
                return signature.getSignatureType() == PGPSignature.SUBKEY_BINDING
                        && signature.verifyCertification(primary, key);
            }
            for (Iterator<String> names = key.getUserIDs(); names.hasNext(); ) {
                if (signature.verifyCertification(names.next(), key)) {
                    return true;
                }
            }
            return false;
        } catch (PGPException | RuntimeException e) {
            return false;
        }
    }

    /** Of the primary key, as GnuPG shows it. */
    String fingerprint() {
        return HexFormat.of().formatHex(primary.getFingerprint()).toUpperCase(Locale.ROOT);
    }

    /** The first name in the key; nobody vouches for it. */
    @Nullable
    String name() {
        Iterator<String> names = primary.getUserIDs();
        return names.hasNext() ? names.next() : null;
    }

    /** What is written to the answer arrives encrypted; closing ends the message and leaves {@code out} open. */
    OutputStream encrypt(OutputStream out, String name) throws IOException {
        try {
            var generator =
                    new PGPEncryptedDataGenerator(new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                            .setWithIntegrityPacket(true)
                            .setSecureRandom(new SecureRandom()));
            generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(encrypting));
            OutputStream encrypted = generator.open(out, new byte[BLOCK]);
            OutputStream literal = new PGPLiteralDataGenerator()
                    .open(encrypted, PGPLiteralData.BINARY, name, new Date(0), new byte[BLOCK]);
            return new FilterOutputStream(literal) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    literal.write(bytes, from, length);
                }

                @Override
                public void close() throws IOException {
                    literal.close();
                    encrypted.close();
                }
            };
        } catch (PGPException e) {
            throw new IOException("cannot encrypt: " + e.getMessage(), e);
        }
    }
}
