package org.huifang.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.huifang.TestOffice.await;
import static org.huifang.ledger.LedgerLab.until;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.huifang.recording.store.Radosgw;
import org.huifang.recording.store.StoreRefusedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Heads in a bucket of a real object gateway that enforces Object Lock, and attacks on them with the server's own credentials. */
class S3WitnessIT {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Radosgw radosgw;
    private static S3Client attacker;
    private static int buckets;

    private LedgerLab lab;
    private String bucket;

    @BeforeAll
    static void gateway() throws Exception {
        radosgw = Radosgw.start(shared);
        attacker = radosgw.client();
    }

    @AfterAll
    static void end() throws Exception {
        if (radosgw != null) {
            attacker.close();
            radosgw.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        lab = new LedgerLab(folder);
        bucket = "witness-" + ++buckets;
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void headsAreKeptForTheirTimeAndNoCredentialsTakeThemAway() throws Exception {
        radosgw.lockedStore(bucket).close();
        lab.entries(5);
        var room = lab.room(Clock.systemUTC(), yaml());
        room.start();
        untilTaken(chained());
        lab.entries(3);
        untilTaken(chained());
        var kept = versions();
        assertThat(kept).as("one object for each head").hasSize(2);
        assertThat(kept.get(0).key())
                .as("the furthest is the first")
                .isLessThan(kept.get(1).key());
        assertThat(head(kept.get(0)).seq()).isEqualTo(chained());
        assertThat(attacker.getObjectRetention(b -> b.bucket(bucket)
                                .key(kept.get(0).key())
                                .versionId(kept.get(0).versionId()))
                        .retention()
                        .retainUntilDate())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
        assertThatThrownBy(() -> attacker.deleteObject(b -> b.bucket(bucket)
                        .key(kept.get(0).key())
                        .versionId(kept.get(0).versionId())
                        .bypassGovernanceRetention(true)))
                .isInstanceOf(S3Exception.class);
        assertThat(await(room.witnessTime().latest()))
                .as("it vouches for no time")
                .isEmpty();
        assertThat(lab.alarm("WITNESS_SILENT")).isEqualTo("nothing");
    }

    @Test
    void aHeadThatIsHiddenAndOverwrittenStillTellsThatTheLogWasRewritten() throws Exception {
        radosgw.lockedStore(bucket).close();
        lab.entries(6);
        var room = lab.room(Clock.systemUTC(), yaml());
        room.start();
        long cut = chained();
        untilTaken(cut);
        room.stop();
        var kept = versions().get(0);
        // The log is cut to four entries, and its head is covered by another one and a deletion marker.
        lab.office.execute(
                "DELETE FROM ledger_receipt; DELETE FROM ledger_head; DELETE FROM audit_chain WHERE seq > 4");
        attacker.putObject(
                b -> b.bucket(bucket).key(kept.key()),
                RequestBody.fromString(head(kept).toJson().encode()));
        attacker.deleteObject(b -> b.bucket(bucket).key(kept.key()));
        var rewritten = lab.room(Clock.systemUTC(), yaml());
        rewritten.start();
        until(() -> lab.alarm("LEDGER_FORKED").startsWith("vault: the witness holds entry " + cut));
        Path settings = Files.writeString(folder.resolve("w.yaml"), "witnesses:\n" + yaml());
        List<String> book = Files.readAllLines(WitnessBook.of("vault", settings));
        assertThat(book).hasSize(2);
        assertThat(book).allMatch(line -> SignedHead.read(new JsonObject(line)).seq() == cut);
        var options = new LedgerVerifier.Options(null, List.of(WitnessBook.of("vault", settings)), null, null);
        assertThat(new LedgerVerifier(
                                lab.office.address(),
                                new org.huifang.recording.store.FolderStore(folder.resolve("store"), "test"),
                                options,
                                Clock.systemUTC(),
                                (phase, done, of) -> {})
                        .verify()
                        .findings())
                .extracting(Finding::kind)
                .contains(Finding.Kind.CHAIN_CUT);
        assertThatThrownBy(() -> WitnessBook.of("nobody", settings)).hasMessageContaining("--witness nobody");
    }

    @Test
    void aBucketThatLocksNothingIsNoWitness() throws Exception {
        radosgw.unlockedBucket(bucket, true);
        lab.entries(2);
        var settings = WitnessSettings.read(Files.writeString(folder.resolve("w.yaml"), "witnesses:\n" + yaml()))
                .get(0);
        var room = lab.room(Clock.systemUTC(), yaml());
        var head = await(room.heads().upToNow()).orElseThrow();
        var s3 = Objects.requireNonNull(settings.s3());
        assertThatThrownBy(() -> new S3Witness("vault", s3, Clock.systemUTC()).give(head))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("no Object Lock");
        assertThat(versions()).isEmpty();
        room.start();
        until(() -> lab.alarm("WITNESS_SILENT").startsWith("vault: it never took a head"));
    }

    private String yaml() {
        var reached = radosgw.settings(bucket, false);
        return "  - {name: vault, every_seconds: 1, s3: {endpoint: '%s', bucket: %s, prefix: heads/, keep_days: 30, credentials_file: '%s'}}\n"
                .formatted(reached.endpoint(), bucket, reached.credentialsFile());
    }

    private long chained() {
        return Long.parseLong(lab.office.value("SELECT max(seq) FROM audit_chain"));
    }

    private void untilTaken(long seq) throws Exception {
        until(() -> Long.parseLong(
                        lab.office.value("SELECT coalesce(max(seq), 0) FROM ledger_receipt WHERE witness = 'vault'"))
                >= seq);
    }

    private List<ObjectVersion> versions() {
        return attacker.listObjectVersions(b -> b.bucket(bucket)).versions();
    }

    private SignedHead head(ObjectVersion version) {
        byte[] bytes = attacker.getObjectAsBytes(
                        b -> b.bucket(bucket).key(version.key()).versionId(version.versionId()))
                .asByteArray();
        return SignedHead.read(new JsonObject(new String(bytes, StandardCharsets.UTF_8)));
    }
}
