package org.huifang.evidence;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.huifang.ledger.LedgerProof;
import org.huifang.ledger.WitnessedHead;

/** Writes a package as a stream; never more of a sound than a block is in memory. Blocks. */
final class PackageWriter {
    private final ZipOutputStream zip;
    private final MessageDigest whole = PackageFiles.sha256();
    private final Instant at;
    private final LongConsumer progress;
    private final StringBuilder sums = new StringBuilder();
    private long written;

    /**
     * @param at stands at each file
     * @param progress told how many bytes of content are in it
     */
    PackageWriter(OutputStream out, Instant at, LongConsumer progress) {
        this.zip = new ZipOutputStream(new DigestOutputStream(out, whole), StandardCharsets.UTF_8);
        this.at = at;
        this.progress = progress;
    }

    /**
     * Writes all and ends the ZIP; closes nothing.
     *
     * @return SHA-256 of the ZIP
     * @throws IOException also when a sound is not the one that the manifest names: what was written is not the whole then
     */
    byte[] write(PackageContent content, LedgerProof proof) throws IOException {
        put(PackageFiles.README, content.readme());
        put(PackageFiles.MANIFEST, content.manifest());
        put(PackageFiles.REPORT, content.report());
        for (PackageContent.Sound sound : content.sounds()) {
            // Sound is packed already.
            zip.setLevel(Deflater.NO_COMPRESSION);
            String hash = put(sound.file().name(), sound.source());
            if (!hash.equals(sound.file().sha256())) {
                throw new IOException("the sound " + sound.file().name() + " changed while it was packed");
            }
            zip.setLevel(Deflater.DEFAULT_COMPRESSION);
        }
        put(PackageFiles.LEDGER, utf8(proof.toJson().encodePrettily()));
        put(PackageFiles.KEY, utf8(pem(proof.publicKey())));
        for (WitnessedHead head : proof.heads()) {
            put(PackageFiles.headText(head.head().seq()), head.head().text());
            put(PackageFiles.headSignature(head.head().seq()), head.head().signature());
        }
        put(PackageFiles.SUMS, utf8(sums.toString()));
        zip.finish();
        return whole.digest();
    }

    static String pem(byte[] publicKey) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(publicKey)
                + "\n-----END PUBLIC KEY-----\n";
    }

    private void put(String name, byte[] bytes) throws IOException {
        put(name, out -> out.write(bytes));
    }

    private String put(String name, PackageContent.Source source) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(at.toEpochMilli());
        zip.putNextEntry(entry);
        var hashed = new Hashed();
        source.writeTo(hashed);
        zip.closeEntry();
        String hash = HexFormat.of().formatHex(hashed.digest.digest());
        sums.append(hash).append("  ").append(name).append('\n');
        return hash;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Hashed extends FilterOutputStream {
        private final MessageDigest digest = PackageFiles.sha256();

        Hashed() {
            super(zip);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            digest.update(bytes, from, length);
            zip.write(bytes, from, length);
            written += length;
            progress.accept(written);
        }
    }
}
