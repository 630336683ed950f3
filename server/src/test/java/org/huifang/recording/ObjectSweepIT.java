package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.huifang.db.Ids;
import org.huifang.recording.store.Radosgw;
import org.huifang.recording.store.RecordingStores;
import org.huifang.recording.store.S3Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What the object store has and the rows, compared in both directions. */
class ObjectSweepIT {
    private static final String DAY = "huifang/2026/11/22/";

    @TempDir
    static Path gateway;

    private static Radosgw radosgw;
    private static S3Client attacker;
    private static int buckets;

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private SealingLab lab;
    private String bucket;
    private S3Store s3;
    private Sealer sealer;

    @BeforeAll
    static void openGateway() throws Exception {
        radosgw = Radosgw.start(gateway);
        attacker = radosgw.client();
    }

    @AfterAll
    static void closeGateway() throws Exception {
        if (radosgw != null) {
            attacker.close();
            radosgw.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        lab = new SealingLab(folder);
        bucket = "swept" + ++buckets;
        s3 = radosgw.lockedStore(bucket);
        lab.into = s3;
        sealer = lab.startSealer(place -> {});
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
        s3.close();
    }

    @Test
    void whatNoRowNamesIsReportedPageByPageAndResolvedWhenItIsGone() throws Exception {
        UUID known = sealed();
        UUID other = sealed();
        String unknown = DAY + Ids.next() + ".hfr";
        var put = new ArrayList<String[]>();
        put.add(put(unknown));
        put.add(put(unknown));
        put.add(put("huifang/notes.txt"));
        put.add(put(key(known)));
        put.add(mark(key(other)));
        put.add(mark(DAY + Ids.next() + ".hfr"));

        objectSweep(lab.node, 2, Duration.ZERO).run();
        assertThat(found())
                .containsExactlyInAnyOrder(
                        "ORPHAN null " + subject(put.get(0)),
                        "ORPHAN null " + subject(put.get(1)),
                        "ORPHAN null " + subject(put.get(2)),
                        "ORPHAN " + known + " " + subject(put.get(3)),
                        "DELETE_MARKER " + other + " " + subject(put.get(4)),
                        "ORPHAN null " + subject(put.get(5)));
        awaitAlarms(
                "RECORDING_DELETE_MARKER " + subject(put.get(4)),
                "RECORDING_ORPHAN " + subject(put.get(0)),
                "RECORDING_ORPHAN " + subject(put.get(1)),
                "RECORDING_ORPHAN " + subject(put.get(2)),
                "RECORDING_ORPHAN " + subject(put.get(5)));
        assertThat(registry.get("huifang.recording.objects.seen").counter().count())
                .isEqualTo(8);
        assertThat(registry.get("huifang.recording.findings")
                        .tag("kind", "orphan")
                        .gauge()
                        .value())
                .isEqualTo(5);
        var ended = lab.query("SELECT ended_seen, ended_found FROM object_sweep", Tuple.tuple())
                .get(0);
        assertThat(ended.getLong(0)).isEqualTo(8);
        assertThat(ended.getLong(1)).isEqualTo(6);

        rowSweep().run();
        assertThat(found()).as("the sweep of folders knows nothing of these").hasSize(6);
        for (String[] one : put) {
            attacker.deleteObject(b -> b.bucket(bucket).key(one[0]).versionId(one[1]));
        }
        objectSweep(lab.node, 2, Duration.ZERO).run();
        assertThat(found()).isEmpty();
        awaitAlarms();
    }

    @Test
    void whatMovesLeftAndWhatIsYoungIsNoOrphan() throws Exception {
        UUID known = sealed();
        String[] left = put(key(known));
        lab.query(
                "INSERT INTO recording_source (id, node_id, recording_id, store, name, version, left_at, delete_after)"
                        + " VALUES ($1, $2, $3, 's3', $4, $5, $6, $6)",
                Tuple.of(Ids.next(), lab.node.id(), known, left[0].substring(8), left[1])
                        .addOffsetDateTime(Instant.now().atOffset(ZoneOffset.UTC)));
        String[] young = put(DAY + Ids.next() + ".hfr");
        new ObjectSweep(
                        s3.versions(),
                        new ObjectSweepRows(lab.database, lab.clock, lab.node),
                        lab.alarms,
                        findings(),
                        new ObjectSweepMetrics(registry, lab.clock),
                        lab.clock,
                        new ObjectSweep.Pace(500, Duration.ZERO, Duration.ofMinutes(15), Duration.ZERO))
                .run();
        assertThat(found()).isEmpty();
        objectSweep(lab.node, 500, Duration.ZERO).run();
        assertThat(found()).containsExactly("ORPHAN null " + subject(young));
    }

    @Test
    void aPassThatWasCutGoesOnWhereItWasAndNobodyElseInterferes() throws Exception {
        for (int i = 0; i < 6; i++) {
            put(DAY + Ids.next() + ".hfr");
        }
        var cut = new Thread(objectSweep(lab.node, 2, Duration.ofSeconds(60))::run);
        cut.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (lab.query("SELECT 1 FROM object_sweep WHERE seen = 2", Tuple.tuple())
                .isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
        cut.interrupt();
        cut.join();
        var stranger = new RecordingNode(Ids.next(), "stranger");
        lab.query(
                "INSERT INTO node (id, name, epoch, lease_until, started_at) VALUES ($1, $2, 1, $3, $3)",
                Tuple.of(stranger.id(), stranger.name(), Instant.now().atOffset(ZoneOffset.UTC)));
        objectSweep(stranger, 2, Duration.ZERO).run();
        assertThat(seen()).as("the lease of the first is respected").isEqualTo(2);
        objectSweep(lab.node, 2, Duration.ZERO).run();
        assertThat(seen()).as("each once").isEqualTo(6);
        assertThat(found()).hasSize(6);
        new ObjectSweep(
                        s3.versions(),
                        new ObjectSweepRows(lab.database, Clock.offset(lab.clock, Duration.ofMinutes(6)), stranger),
                        lab.alarms,
                        findings(),
                        new ObjectSweepMetrics(registry, lab.clock),
                        lab.clock,
                        new ObjectSweep.Pace(2, Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .run();
        assertThat(seen()).as("after it another goes on").isEqualTo(12);
    }

    @Test
    void aRowWithoutItsObjectIsReportedAndAStoreThatIsAwayHidesNothing() throws Exception {
        UUID lost = sealed();
        UUID whole = sealed();
        // As if the version were gone: only a row that names another one can be made here, the lock holds.
        lab.query("UPDATE recording SET store_version = 'gone' WHERE id = $1", Tuple.of(lost));
        rowSweep().run();
        assertThat(found()).containsExactly("DAMAGED " + lost + " " + lost);
        awaitAlarms("RECORDING_DAMAGED " + lost);

        radosgw.stopGateway();
        try {
            Path stray = lab.storeFolder.resolve(
                    java.time.LocalDate.now(ZoneOffset.UTC).toString().replace('-', '/'));
            Files.createDirectories(stray);
            UUID orphan = Ids.next();
            Files.write(stray.resolve(orphan + ".hfr"), new byte[10]);
            rowSweep().run();
            assertThat(found()).containsExactlyInAnyOrder("DAMAGED " + lost + " " + lost, "ORPHAN null " + orphan);
            objectSweep(lab.node, 2, Duration.ZERO).run();
        } finally {
            radosgw.startGateway();
        }
        objectSweep(lab.node, 2, Duration.ZERO).run();
        assertThat(found()).as("its own version is now one that no row names").hasSize(3);
        assertThat(lab.row(whole).getString("state")).isEqualTo("SEALED");
    }

    private UUID sealed() throws Exception {
        UUID id = lab.endedCall(1000);
        Wavs.call(lab.raw(id), Wavs.tone(440, 8000), Wavs.tone(1000, 8000));
        lab.until(id, "SEALED");
        return id;
    }

    private String key(UUID id) throws Exception {
        return "huifang/" + lab.row(id).getString("stored_as");
    }

    private String[] put(String key) {
        return new String[] {
            key,
            attacker.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("?"))
                    .versionId()
        };
    }

    private String[] mark(String key) {
        return new String[] {
            key, attacker.deleteObject(b -> b.bucket(bucket).key(key)).versionId()
        };
    }

    private static String subject(String[] put) {
        return "s3/" + put[0].substring("huifang/".length()) + "#" + put[1];
    }

    private ObjectSweep objectSweep(RecordingNode node, int page, Duration pause) {
        return new ObjectSweep(
                s3.versions(),
                new ObjectSweepRows(lab.database, lab.clock, node),
                lab.alarms,
                new SweepFindings(lab.database, lab.clock, node, registry()),
                new ObjectSweepMetrics(registry, lab.clock),
                lab.clock,
                new ObjectSweep.Pace(page, pause, Duration.ofSeconds(-60), Duration.ZERO));
    }

    /** Gauges of findings are the first's that is made: a new one each time. */
    private SimpleMeterRegistry registry() {
        registry.find("huifang.recording.findings").meters().forEach(registry::remove);
        return registry;
    }

    private SweepFindings findings() {
        return new SweepFindings(lab.database, lab.clock, lab.node, registry());
    }

    private RecordingSweep rowSweep() {
        return new RecordingSweep(
                lab.database,
                lab.clock,
                lab.node,
                lab.spool,
                lab.store,
                new RecordingStores(lab.store, List.of(s3)),
                lab.alarms,
                sealer,
                findings());
    }

    private List<String> found() throws Exception {
        return lab
                .query("SELECT kind, recording_id, subject FROM recording_finding WHERE state = 'OPEN'", Tuple.tuple())
                .stream()
                .map(row -> row.getString(0) + " " + row.getUUID(1) + " " + row.getString(2))
                .toList();
    }

    private long seen() throws Exception {
        return (long) registry.get("huifang.recording.objects.seen").counter().count();
    }

    private void awaitAlarms(String... expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (lab.openAlarms().size() != expected.length && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(lab.openAlarms()).containsExactlyInAnyOrder(expected);
    }
}
