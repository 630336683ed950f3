package org.huifang.recording.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The store in a real object gateway that enforces Object Lock, and attacks on it with the account's own credentials. */
class S3StoreIT {
    @TempDir
    static Path folder;

    private static Radosgw radosgw;
    private static S3Store store;
    private static S3Client attacker;

    private final byte[] bytes = new byte[700_000];
    private final Instant threeYears = Instant.now().plus(Duration.ofDays(3 * 365));

    @BeforeAll
    static void open() throws Exception {
        radosgw = Radosgw.start(folder);
        store = radosgw.lockedStore("locked");
        store.checkBucket();
        attacker = radosgw.client();
    }

    @AfterAll
    static void close() throws Exception {
        if (radosgw != null) {
            store.close();
            attacker.close();
            radosgw.close();
        }
    }

    @Test
    void whatIsKeptIsReadAtAnyPlaceAndFoundAgain() throws Exception {
        Stored stored = keep("2026/11/22/a.hfr", threeYears);
        assertThat(stored.version()).isNotBlank();
        assertThat(store.size(stored)).isEqualTo(bytes.length);
        try (var channel = store.open(stored)) {
            assertThat(channel.size()).isEqualTo(bytes.length);
            for (int at : new int[] {0, 262_143, 500_000, 64, bytes.length - 7}) {
                var part = ByteBuffer.allocate(Math.min(70_000, bytes.length - at));
                channel.position(at);
                while (part.hasRemaining() && channel.read(part) >= 0) {}
                assertThat(part.array()).isEqualTo(Arrays.copyOfRange(bytes, at, at + part.capacity()));
            }
            channel.position(bytes.length);
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        Path same = Files.write(folder.resolve("same"), bytes);
        byte[] hash = FileHashes.of(same).sha256();
        assertThat(store.find(stored.name(), hash)).contains(stored);
        hash[0] ^= 1;
        assertThat(store.find(stored.name(), hash)).isEmpty();
        assertThat(store.find("2026/11/22/a", hash)).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotThere() throws Exception {
        Stored stored = keep("2026/11/22/gone.hfr", threeYears);
        var other = new Stored("s3", "2026/11/22/never.hfr", stored.version());
        assertThat(store.exists(other)).isFalse();
        assertThatThrownBy(() -> store.open(other)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void noCredentialsDeleteAVersionBeforeItsTime() throws Exception {
        Stored stored = keep("2026/11/22/attacked.hfr", threeYears);
        assertThatThrownBy(() -> store.delete(stored)).isInstanceOf(StoreRefusedException.class);
        refused(() -> attacker.deleteObject(b -> at(b, stored)));
        refused(() -> attacker.deleteObject(b -> at(b, stored).bypassGovernanceRetention(true)));
        // Without the version the service says yes and adds a marker: the sealed bytes stay.
        attacker.deleteObject(b -> b.bucket("locked").key("huifang/" + stored.name()));
        attacker.putObject(
                b -> b.bucket("locked").key("huifang/" + stored.name()),
                software.amazon.awssdk.core.sync.RequestBody.fromString("other bytes"));
        assertThat(FileHashes.sha256(store.open(stored)))
                .isEqualTo(
                        FileHashes.of(Files.write(folder.resolve("b"), bytes)).sha256());
    }

    @Test
    void retentionGrowsAndNeverShrinks() throws Exception {
        Stored stored = keep("2026/11/22/longer.hfr", threeYears);
        store.extend(stored, threeYears.plus(Duration.ofDays(365)));
        assertThatThrownBy(() -> store.extend(stored, threeYears)).isInstanceOf(StoreRefusedException.class);
        refused(() -> attacker.putObjectRetention(b -> b.bucket("locked")
                .key("huifang/" + stored.name())
                .versionId(stored.version())
                .bypassGovernanceRetention(true)
                .retention(r -> r.mode(ObjectLockRetentionMode.GOVERNANCE)
                        .retainUntilDate(Instant.now().plusSeconds(60)))));
        var retention = attacker.getObjectRetention(
                        b -> b.bucket("locked").key("huifang/" + stored.name()).versionId(stored.version()))
                .retention();
        assertThat(retention.mode()).isEqualTo(ObjectLockRetentionMode.COMPLIANCE);
        assertThat(retention.retainUntilDate()).isAfter(threeYears.plus(Duration.ofDays(364)));
    }

    @Test
    void aHeldFileOutlastsItsRetentionAndGoesWhenTheHoldIsLifted() throws Exception {
        Stored stored = keep("2026/11/22/held.hfr", Instant.now().plusSeconds(2));
        store.hold(stored, true);
        Thread.sleep(4000);
        assertThatThrownBy(() -> store.delete(stored)).isInstanceOf(StoreRefusedException.class);
        store.hold(stored, false);
        store.delete(stored);
        assertThat(store.exists(stored)).isFalse();
        store.delete(stored);
    }

    @Test
    void aBucketThatCannotKeepIsRefusedUnlessAllowed() throws Exception {
        radosgw.unlockedBucket("unlocked", true);
        radosgw.unlockedBucket("unversioned", false);
        Path file = Files.write(folder.resolve("c"), bytes);
        try (var strict = radosgw.store("unlocked", false);
                var allowed = radosgw.store("unlocked", true);
                var unversioned = radosgw.store("unversioned", true)) {
            assertThatThrownBy(strict::checkBucket)
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("no Object Lock");
            assertThatThrownBy(() -> strict.keep(file, "2026/11/22/d.hfr", threeYears))
                    .isInstanceOf(StoreRefusedException.class);
            assertThatThrownBy(unversioned::checkBucket).hasMessageContaining("no versions");
            Stored stored = allowed.keep(file, "2026/11/22/d.hfr", threeYears);
            allowed.delete(stored);
            assertThat(allowed.exists(stored)).isFalse();
        }
    }

    private Stored keep(String name, Instant until) throws Exception {
        new Random(name.hashCode()).nextBytes(bytes);
        return store.keep(Files.write(folder.resolve("kept"), bytes), name, until);
    }

    private static software.amazon.awssdk.services.s3.model.DeleteObjectRequest.Builder at(
            software.amazon.awssdk.services.s3.model.DeleteObjectRequest.Builder request, Stored stored) {
        return request.bucket("locked").key("huifang/" + stored.name()).versionId(stored.version());
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable attack) {
        assertThatThrownBy(attack)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
}
