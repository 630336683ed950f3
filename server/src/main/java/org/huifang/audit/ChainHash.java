package org.huifang.audit;

import io.vertx.sqlclient.Row;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over the hash before and the entry: its fields in the order of {@link #COLUMNS}, each as a length of four
 * bytes and UTF-8 text (length -1: null), the time in microseconds since 1970.
 */
final class ChainHash {
    /** What the first entry follows. */
    static final byte[] START = new byte[32];

    /** {@code jsonb} as text is one spelling for one value, whatever was written. */
    static final String COLUMNS =
            "e.at, e.id, e.org_id, e.actor, e.action, e.subject_kind, e.subject_id," + " e.detail::text AS detail";

    private ChainHash() {}

    static byte[] next(byte[] before, Row entry) {
        var bytes = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(bytes)) {
            out.write(before);
            Instant at = entry.getOffsetDateTime("at").toInstant();
            field(out, String.valueOf(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000));
            field(out, entry.getUUID("id").toString());
            field(
                    out,
                    entry.getUUID("org_id") == null
                            ? null
                            : entry.getUUID("org_id").toString());
            field(out, entry.getString("actor"));
            field(out, entry.getString("action"));
            field(out, entry.getString("subject_kind"));
            field(out, entry.getString("subject_id"));
            field(out, entry.getString("detail"));
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to take bytes", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void field(DataOutputStream out, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }
    }
}
