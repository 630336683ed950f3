package org.huifang.ledger;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.huifang.ledger.Finding.Kind;
import org.huifang.recording.store.RecordingStore;
import org.huifang.recording.store.Stored;
import org.jspecify.annotations.Nullable;

/** Holds a recording's row against the log, and its file against both. Blocks. */
final class FileVerifier {
    private static final int BLOCK = 256 * 1024;
    private static final int HEADER = 64;
    private static final String PURGED = "PURGED";
    private static final HexFormat HEX = HexFormat.of();

    private final RecordingStore store;
    private final Pace pace;

    FileVerifier(RecordingStore store, Pace pace) {
        this.store = store;
        this.pace = pace;
    }

    /** @throws IOException when the store does not answer: that says nothing about the file */
    Optional<Finding> check(SealedRow row) throws IOException, InterruptedException {
        Optional<Finding> changed = row(row);
        if (changed.isPresent()) {
            return changed;
        }
        Stored stored = row.stored();
        if (row.state().equals(PURGED)) {
            return stored != null && store.exists(stored)
                    ? found(Kind.FILE_NOT_PURGED, row, "it counts as purged, and its file is still there")
                    : Optional.empty();
        }
        if (stored == null) {
            return found(Kind.RECORDING_ROW_CHANGED, row, "the row names no file any more");
        }
        try (SeekableByteChannel file = store.open(stored)) {
            return file(row, file);
        } catch (NoSuchFileException e) {
            return found(Kind.FILE_MISSING, row, "the file " + stored.name() + " is gone");
        }
    }

    private static Optional<Finding> row(SealedRow row) {
        if (row.ledger() == null) {
            return found(
                    Kind.RECORDING_ROW_CHANGED, row, "the row says it was sealed, and the log knows nothing of it");
        }
        var sealed = new JsonObject(row.ledger());
        if (sealed.getLong("sizeBytes") != row.size() && !row.state().equals(PURGED)) {
            return found(
                    Kind.RECORDING_ROW_CHANGED,
                    row,
                    "the row says " + row.size() + " bytes, sealed were " + sealed.getLong("sizeBytes"));
        }
        if (!sealed.getString("sha256Stored").equals(hex(row.hash()))
                || !sealed.getString("sha256Sound").equals(hex(row.soundHash()))) {
            return found(
                    Kind.RECORDING_ROW_CHANGED, row, "the row's hashes are not those that the log says were sealed");
        }
        return Optional.empty();
    }

    private Optional<Finding> file(SealedRow row, SeekableByteChannel file) throws IOException, InterruptedException {
        long size = file.size();
        var digest = sha256();
        var block = ByteBuffer.allocate(BLOCK);
        UUID holds = null;
        boolean first = true;
        while (file.read(block) >= 0) {
            if (block.hasRemaining() && file.position() < size) {
                continue;
            }
            block.flip();
            if (first && block.remaining() >= HEADER) {
                holds = new UUID(block.getLong(16), block.getLong(24));
            }
            first = false;
            pace.took(block.remaining());
            digest.update(block);
            block.clear();
        }
        block.flip();
        digest.update(block);
        if (holds != null && !holds.equals(row.id())) {
            return found(Kind.FILES_SWAPPED, row, "its file holds recording " + holds + ": files or rows were swapped");
        }
        if (size < row.size()) {
            return found(
                    Kind.FILE_TRUNCATED, row, "its file was cut: " + size + " of " + row.size() + " bytes are there");
        }
        if (size > row.size()) {
            return found(Kind.FILE_LENGTHENED, row, "its file has " + (size - row.size()) + " bytes too many");
        }
        if (!Arrays.equals(digest.digest(), row.hash())) {
            return found(
                    Kind.FILE_CHANGED,
                    row,
                    "its file has the right length, and at least one bit is not what was sealed");
        }
        return Optional.empty();
    }

    private static Optional<Finding> found(Kind kind, SealedRow row, String words) {
        return Optional.of(new Finding(kind, row.id().toString(), words));
    }

    private static String hex(byte @Nullable [] hash) {
        return hash == null ? "" : HEX.formatHex(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
