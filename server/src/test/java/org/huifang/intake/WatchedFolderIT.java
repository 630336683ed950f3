package org.huifang.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.huifang.TestOffice.await;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.huifang.TestOffice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other systems on a real folder and a real database. */
class WatchedFolderIT {
    private static final String HEADER = "type,customer,key,date,attr.car\n";
    private static TestOffice office;

    @TempDir
    Path folder;

    private WatchedFolder watched;

    @BeforeAll
    static void open() throws Exception {
        office = TestOffice.start(Clock.systemUTC());
        office.execute(
                "INSERT INTO customer (id, org_id, external_ref, name, created_at, updated_at)"
                        + " SELECT gen_random_uuid(), o.id, 'W' || i, '王' || i, now(), now() FROM org_unit o, generate_series(1, 2000) i");
    }

    @AfterAll
    static void close() {
        office.close();
    }

    @BeforeEach
    void forget() {
        office.execute("DELETE FROM customer_event");
        office.execute("DELETE FROM intake_file");
    }

    @AfterEach
    void stop() {
        if (watched != null) {
            await(watched.stop());
        }
    }

    private void watch() {
        watched = new WatchedFolder(
                office.vertx(), folder, Duration.ofSeconds(2), "n1", office.folderImport(Clock.systemUTC()));
        watched.start();
    }

    private void lay(String name, String text, Charset charset) throws IOException {
        Files.write(folder.resolve(name), text.getBytes(charset));
    }

    private static long events() {
        return Long.parseLong(office.value("SELECT count(*) FROM customer_event"));
    }

    /** Text of the report beside the file that ended so, when it is there. */
    private String report(String place, String name) throws Exception {
        long end = System.nanoTime() + 40_000_000_000L;
        while (System.nanoTime() < end) {
            if (Files.isDirectory(folder.resolve(place))) {
                List<Path> found;
                try (var files = Files.list(folder.resolve(place))) {
                    found = files.filter(file -> file.getFileName().toString().endsWith("-" + name))
                            .toList();
                }
                if (!found.isEmpty()) {
                    return Files.readString(Path.of(found.get(0) + ".report.txt"));
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError(name + " did not come to " + place);
    }

    @Test
    void filesInUtf8AndGb18030AreImportedAndReported() throws Exception {
        lay("events-1.csv", HEADER + "DELIVERY,W1,VIN1,2026-11-20,轿车\n", StandardCharsets.UTF_8);
        lay("events-2.csv", HEADER + "delivery,W2,VIN2,2026/11/20,轿车\n", Charset.forName("GB18030"));
        watch();
        assertThat(report("done", "events-1.csv")).contains("1 read, 1 created", "charset: UTF-8");
        assertThat(report("done", "events-2.csv")).contains("1 read, 1 created", "charset: GB18030");
        assertThat(office.value("SELECT string_agg(DISTINCT attributes ->> 'car', ',') FROM customer_event"))
                .isEqualTo("轿车");
        assertThat(office.value(
                        "SELECT count(*) FROM audit_entry WHERE action = 'import.done' AND actor = 'node:test'"))
                .isNotEqualTo("0");
    }

    @Test
    void aFileThatStillGrowsIsWaitedFor() throws Exception {
        Path file = folder.resolve("events.csv");
        Files.writeString(file, HEADER + "DELIVERY,W1,VIN1,2026-11-20,\nDELIV");
        watch();
        for (int i = 0; i < 4; i++) {
            Thread.sleep(1_000);
            assertThat(events()).as("nothing of a half-written file is taken").isZero();
            Files.writeString(
                    file,
                    i == 0 ? "ERY,W2,VIN2,2026-11-20,\n" : "DELIVERY,W3,V" + i + ",2026-11-20,\n",
                    StandardOpenOption.APPEND);
        }
        assertThat(report("done", "events.csv")).contains("5 created", "0 bad");
        assertThat(events()).isEqualTo(5);
    }

    @Test
    void theSameContentTwiceMakesNothingTwice() throws Exception {
        String text = HEADER + "DELIVERY,W1,VIN1,2026-11-20,\n";
        lay("events.csv", text, StandardCharsets.UTF_8);
        watch();
        report("done", "events.csv");
        lay("events-again.csv", text, StandardCharsets.UTF_8);
        assertThat(report("done", "events-again.csv")).contains("result: SAME", "as events.csv");
        lay("events-more.csv", text + "DELIVERY,W2,VIN2,2026-11-20,\n", StandardCharsets.UTF_8);
        assertThat(report("done", "events-more.csv")).contains("1 created", "1 same");
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void badRowsAreReportedByLineAndGoodOnesImported() throws Exception {
        lay(
                "events-bad.csv",
                HEADER
                        + "DELIVERY,W1,VIN1,2026-11-20,\nDELIVERY,nobody,VIN2,2026-11-20,\nDELIVERY,W3,VIN3,20.11.2026,\n"
                        + "DELIVERY,W4,,2026-11-20,\n",
                StandardCharsets.UTF_8);
        lay("orders.csv", "a,b\n1,2\n", StandardCharsets.UTF_8);
        lay("events-header.csv", "typ,customer\nx,y\n", StandardCharsets.UTF_8);
        watch();
        assertThat(report("failed", "events-bad.csv"))
                .contains("1 created", "3 bad", "line 3: customer", "line 4: date", "line 5: key");
        assertThat(report("failed", "orders.csv")).contains("name it events");
        assertThat(report("failed", "events-header.csv")).contains("is no column here");
        assertThat(events()).isEqualTo(1);
    }

    @Test
    void whatACrashLeftInWorkIsTakenUpAgain() throws Exception {
        Files.createDirectories(folder.resolve("work"));
        var text = new StringBuilder(HEADER);
        for (int i = 1; i <= 2_000; i++) {
            text.append("DELIVERY,W").append(i).append(",VIN").append(i).append(",2026-11-20,\n");
        }
        Files.writeString(folder.resolve("work").resolve("n1--events.csv"), text);
        Files.writeString(folder.resolve("work").resolve("n2--events-other.csv"), HEADER);
        // Half of it had been stored when the server died.
        office.execute(
                "INSERT INTO customer_event (id, org_id, type, customer_id, event_key, on_date, created_at, updated_at)"
                        + " SELECT gen_random_uuid(), org_id, 'DELIVERY', id, 'VIN' || substr(external_ref, 2), '2026-11-20', now(), now()"
                        + " FROM customer WHERE external_ref ~ '^W[0-9]+$' AND substr(external_ref, 2)::int <= 1000");
        watch();
        assertThat(report("done", "events.csv")).contains("1000 created", "1000 same");
        assertThat(events()).isEqualTo(2_000);
        assertThat(folder.resolve("work").resolve("n2--events-other.csv"))
                .as("another server's")
                .exists();
        assertThat(folder.resolve("work").resolve("n1--events.csv")).doesNotExist();
    }
}
