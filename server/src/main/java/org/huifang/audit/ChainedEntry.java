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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log as the chain hashes it. The hash is SHA-256 over the hash before and the fields in this order, each
 * as a length of four bytes and UTF-8 text (length -1: null), the time in microseconds since 1970.
 *
 * @param detail {@code jsonb} as PostgreSQL writes it as text: one spelling for one value
 */
public record ChainedEntry(
        Instant at,
        UUID id,
        @Nullable UUID orgId,
        String actor,
        String action,
        String subjectKind,
        String subjectId,
        String detail) {

    /** What the first entry follows. */
    public static byte[] start() {
        return new byte[32];
    }

    /** Columns of {@code audit_entry e} that {@link #of} reads. */
    public static final String COLUMNS =
            "e.at, e.id, e.org_id, e.actor, e.action, e.subject_kind, e.subject_id, e.detail::text AS detail";

    public static ChainedEntry of(Row row) {
        return new ChainedEntry(
                row.getOffsetDateTime("at").toInstant(),
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject_kind"),
                row.getString("subject_id"),
                row.getString("detail"));
    }

    /** @param before the hash of the entry before, or {@link #start} */
    public byte[] hashAfter(byte[] before) {
        var bytes = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(bytes)) {
            out.write(before);
            field(out, String.valueOf(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000));
            field(out, id.toString());
            field(out, orgId == null ? null : orgId.toString());
            field(out, actor);
            field(out, action);
            field(out, subjectKind);
            field(out, subjectId);
            field(out, detail);
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
