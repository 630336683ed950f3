package org.huifang.quality;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.huifang.search.ListFiles;
import org.huifang.search.ListWriter;

/**
 * The monthly list as a table. A closed month's digest is the SHA-256 of the CSV file, so what is written here for a line stays
 * as it is for ever: byte by byte.
 */
final class ViolationTable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final List<Object> HEAD = List.of(
            "time",
            "unit",
            "agent code",
            "agent",
            "violation code",
            "violation (zh)",
            "violation (en)",
            "severity",
            "count",
            "corrects month",
            "call",
            "second",
            "what was found",
            "judgement",
            "finding",
            "recording");

    private ViolationTable() {}

    /** @param zone of the times in it */
    static void write(OutputStream out, ListFiles.Format format, List<ViolationEntry> entries, ZoneId zone)
            throws IOException {
        ListWriter list = ListWriter.to(out, format, "Violations", HEAD);
        for (ViolationEntry entry : entries) {
            list.row(cells(entry, zone));
        }
        list.finish();
    }

    /** SHA-256 of the CSV file. */
    static byte[] digest(List<ViolationEntry> entries, ZoneId zone) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            write(new DigestOutputStream(OutputStream.nullOutputStream(), sha256), ListFiles.Format.CSV, entries, zone);
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a digest is no file", e);
        }
    }

    private static List<Object> cells(ViolationEntry entry, ZoneId zone) {
        Long at = entry.atMs();
        return List.of(
                time(entry.at(), zone),
                entry.unit(),
                entry.agentCode(),
                entry.agent(),
                entry.kindCode(),
                entry.kindZh(),
                entry.kindEn(),
                entry.severity().name(),
                entry.count(),
                entry.corrects() == null ? "" : entry.corrects(),
                time(entry.callAt(), zone),
                at == null ? "" : at / 1000,
                entry.text(),
                entry.note(),
                entry.findingId().toString(),
                entry.attemptId().toString());
    }

    private static String time(Instant at, ZoneId zone) {
        return TIME.format(at.atZone(zone));
    }
}
