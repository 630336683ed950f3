package org.huifang.recording.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Small texts in a bucket with Object Lock. No version of one is deleted or changed before its time, by whoever; versions
 * that somebody hid behind newer ones or deletion markers are read all the same. Blocks.
 */
public final class LockedNotes implements AutoCloseable {
    private static final int PAGE = 1_000;

    private final S3Client client;
    private final S3Settings settings;
    private boolean checked;

    /** @throws IOException when the credentials cannot be read */
    public LockedNotes(S3Settings settings) throws IOException {
        this.client = S3Clients.open(settings);
        this.settings = settings;
    }

    /** Which bytes a name had once. */
    public record Note(String name, byte[] bytes) {}

    /**
     * Stored for good on return.
     *
     * @throws StoreRefusedException when the bucket has no Object Lock or no versions
     */
    public void keep(String name, byte[] bytes, Instant until) throws IOException {
        if (!checked) {
            BucketCheck.of(client, settings, "give the heads to another kind of witness");
            checked = true;
        }
        var hashes = FileHashes.of(bytes);
        S3Calls.answer(
                "putting " + name,
                () -> client.putObject(
                        b -> b.bucket(settings.bucket())
                                .key(settings.prefix() + name)
                                .contentMD5(hashes.md5Base64())
                                .checksumSHA256(hashes.sha256Base64())
                                .contentType("application/json")
                                .objectLockMode(ObjectLockMode.COMPLIANCE)
                                .objectLockRetainUntilDate(until),
                        RequestBody.fromBytes(bytes)));
    }

    /** All versions of the first name, in alphabetical order, that begins so. */
    public List<Note> first(String beginning) throws IOException {
        var found = new ArrayList<Note>();
        String name = null;
        for (ObjectVersion version : page(beginning, null, null).versions()) {
            if (name != null && !name.equals(version.key())) {
                break;
            }
            name = version.key();
            found.add(read(version));
        }
        return found;
    }

    /** What is done with each note. */
    public interface Reader {
        void read(Note note) throws IOException;
    }

    /** Every version of every name that begins so. */
    public void all(String beginning, Reader reader) throws IOException {
        ListObjectVersionsResponse page = page(beginning, null, null);
        while (true) {
            for (ObjectVersion version : page.versions()) {
                reader.read(read(version));
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return;
            }
            page = page(beginning, page.nextKeyMarker(), page.nextVersionIdMarker());
        }
    }

    private ListObjectVersionsResponse page(String beginning, @Nullable String afterKey, @Nullable String afterVersion)
            throws IOException {
        return S3Calls.answer(
                "listing " + beginning,
                () -> client.listObjectVersions(b -> b.bucket(settings.bucket())
                        .prefix(settings.prefix() + beginning)
                        .keyMarker(afterKey)
                        .versionIdMarker(afterVersion)
                        .maxKeys(PAGE)));
    }

    private Note read(ObjectVersion version) throws IOException {
        byte[] bytes = S3Calls.answer(
                        "reading " + version.key(),
                        () -> client.getObjectAsBytes(b ->
                                b.bucket(settings.bucket()).key(version.key()).versionId(version.versionId())))
                .asByteArray();
        return new Note(version.key().substring(settings.prefix().length()), bytes);
    }

    @Override
    public void close() {
        client.close();
    }
}
