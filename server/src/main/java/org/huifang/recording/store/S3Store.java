package org.huifang.recording.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Sealed files in a bucket with Object Lock: each version is retained in compliance mode, so that nobody, the account's owner
 * included, deletes it or shortens that; a legal hold is set on the object itself. A plain DELETE only adds a marker:
 * everything here names the version.
 */
public final class S3Store implements RecordingStore, AutoCloseable {
    public static final String STORE = "s3";
    private static final String SHA256 = "sha256";

    private final S3Client client;
    private final S3Settings settings;
    private final Clock clock;
    private final ObjectVersions versions;
    private volatile boolean bucketChecked;

    /** Reaches nothing yet; see {@link #checkBucket}. */
    public S3Store(S3Client client, S3Settings settings, Clock clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.versions = new ObjectVersions(client, settings);
    }

    /**
     * Does the bucket keep what it is given? Asked at the start, and before the first file where it did not answer then.
     *
     * @throws StoreRefusedException when it has no Object Lock (and that is not allowed) or no versions; names the remedy
     */
    public void checkBucket() throws IOException {
        BucketCheck.of(client, settings, "set object_store.allow_unlocked to go without");
        bucketChecked = true;
    }

    @Override
    public String store() {
        return STORE;
    }

    @Override
    public boolean keepsVersions() {
        return true;
    }

    /** The service itself refuses bytes that do not have the hashes computed here. */
    @Override
    public Stored keep(Path finishedFile, String name, Instant retainUntil) throws IOException {
        if (!bucketChecked) {
            checkBucket();
        }
        var hashes = FileHashes.of(finishedFile);
        var request = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key(name))
                .contentMD5(hashes.md5Base64())
                .checksumSHA256(hashes.sha256Base64())
                .contentType("application/octet-stream")
                .metadata(Map.of(SHA256, HexFormat.of().formatHex(hashes.sha256())));
        if (!settings.allowUnlocked() && retainUntil.isAfter(clock.instant())) {
            request.objectLockMode(ObjectLockMode.COMPLIANCE).objectLockRetainUntilDate(retainUntil);
        }
        String version = put(name, request.build(), finishedFile).versionId();
        if (version == null || version.equals("null")) {
            throw new IOException("bucket " + settings.bucket() + " gave " + name + " no version");
        }
        return new Stored(STORE, name, version);
    }

    /** What is refused to one file is refused to all: rights, quota, locks. */
    private PutObjectResponse put(String name, PutObjectRequest request, Path file) throws IOException {
        try {
            return S3Calls.answer("putting " + name, () -> client.putObject(request, RequestBody.fromFile(file)));
        } catch (StoreAwayException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreAwayException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Optional<Stored> find(String name, byte[] sha256) throws IOException {
        var found = new AtomicReference<Stored>();
        versions.ofName(name, one -> {
            if (found.get() == null && !one.marker() && Arrays.equals(FileHashes.sha256(open(one.stored())), sha256)) {
                found.set(one.stored());
            }
        });
        return Optional.ofNullable(found.get());
    }

    @Override
    public SeekableByteChannel open(Stored stored) throws IOException {
        return new S3Channel(client, settings.bucket(), key(stored.name()), version(stored));
    }

    @Override
    public boolean exists(Stored stored) throws IOException {
        return size(stored) >= 0;
    }

    @Override
    public long size(Stored stored) throws IOException {
        try {
            HeadObjectResponse head = S3Calls.answer(
                    "head of " + stored.name(),
                    () -> client.headObject(b ->
                            b.bucket(settings.bucket()).key(key(stored.name())).versionId(version(stored))));
            return head.contentLength();
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    @Override
    public void extend(Stored stored, Instant retainUntil) throws IOException {
        if (settings.allowUnlocked() || !retainUntil.isAfter(clock.instant())) {
            return;
        }
        S3Calls.allowed(
                "retaining " + stored.name(),
                () -> client.putObjectRetention(b -> b.bucket(settings.bucket())
                        .key(key(stored.name()))
                        .versionId(version(stored))
                        .retention(
                                r -> r.mode(ObjectLockRetentionMode.COMPLIANCE).retainUntilDate(retainUntil))));
    }

    @Override
    public void hold(Stored stored, boolean held) throws IOException {
        if (settings.allowUnlocked()) {
            return;
        }
        S3Calls.allowed(
                "holding " + stored.name(),
                () -> client.putObjectLegalHold(b -> b.bucket(settings.bucket())
                        .key(key(stored.name()))
                        .versionId(version(stored))
                        .legalHold(
                                h -> h.status(held ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF))));
    }

    @Override
    public void delete(Stored stored) throws IOException {
        try {
            S3Calls.allowed(
                    "deleting " + stored.name(),
                    () -> client.deleteObject(b ->
                            b.bucket(settings.bucket()).key(key(stored.name())).versionId(version(stored))));
        } catch (NoSuchFileException e) {
            return;
        }
        // Some services answer a refused deletion like one that was done.
        if (exists(stored)) {
            throw new StoreRefusedException(stored.name() + " is still there after its deletion");
        }
    }

    @Override
    public Lock lock(Stored stored) throws IOException {
        if (settings.allowUnlocked()) {
            return Lock.NONE;
        }
        return new Lock(retainedUntil(stored), held(stored));
    }

    private @Nullable Instant retainedUntil(Stored stored) throws IOException {
        try {
            return S3Calls.answer(
                            "retention of " + stored.name(),
                            () -> client.getObjectRetention(b -> b.bucket(settings.bucket())
                                    .key(key(stored.name()))
                                    .versionId(version(stored))))
                    .retention()
                    .retainUntilDate();
        } catch (NoSuchFileException e) {
            return null; // nothing set, or nothing there
        }
    }

    private boolean held(Stored stored) throws IOException {
        try {
            return S3Calls.answer(
                                    "legal hold of " + stored.name(),
                                    () -> client.getObjectLegalHold(b -> b.bucket(settings.bucket())
                                            .key(key(stored.name()))
                                            .versionId(version(stored))))
                            .legalHold()
                            .status()
                    == ObjectLockLegalHoldStatus.ON;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void erase(Stored stored) throws IOException {
        var refused = new AtomicReference<StoreRefusedException>();
        versions.ofName(stored.name(), one -> {
            try {
                delete(one.stored());
            } catch (StoreRefusedException e) {
                refused.set(e);
            }
        });
        if (refused.get() != null) {
            throw refused.get();
        }
        versions.ofName(stored.name(), one -> {
            throw new StoreRefusedException(one.stored() + " is still listed after its deletion");
        });
    }

    /** All that the bucket has under the prefix. */
    public ObjectVersions versions() {
        return versions;
    }

    @Override
    public void close() {
        client.close();
    }

    private String key(String name) {
        return settings.prefix() + name;
    }

    private static String version(Stored stored) {
        String version = stored.version();
        if (version == null) {
            throw new IllegalArgumentException("no version of " + stored.name() + " is known");
        }
        return version;
    }
}
