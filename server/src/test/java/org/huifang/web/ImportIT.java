package org.huifang.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.huifang.TestOffice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportIT {
    private static final String HEADER = "ref,name,phone1,language,attr.car\n";
    private static TestOffice office;
    private static Browser admin;
    private static String token;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws Exception {
        office = TestOffice.start(Clock.systemUTC());
        admin = new Browser(office::uri);
        admin.signIn("admin", TestOffice.PASSWORD);
        String user = office.value("SELECT id FROM app_user");
        token = admin.post("/api/v1/users/" + user + "/tokens", "{\"name\":\"test\"}")
                .json()
                .getString("token");
        admin.post("/api/v1/trunks", "{\"name\":\"sim\",\"simulated\":true}");
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static JsonObject upload(String kind, byte[] csv, String parameters) {
        var client = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(office.uri("/api/v1/imports/" + kind + "?fileName=test.csv" + parameters))
                .header("Content-Type", "text/csv")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofByteArray(csv))
                .build();
        return ended(send(client, request));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject ended(HttpResponse<String> accepted) {
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String id = new JsonObject(accepted.body()).getString("id");
        long end = System.nanoTime() + 180_000_000_000L;
        while (System.nanoTime() < end) {
            var job = admin.get("/api/v1/imports/" + id).json();
            if (!job.getString("state").equals("RUNNING")) {
                return job;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError("import did not end");
    }

    private static JsonObject customers(String csv) {
        return upload("customers", csv.getBytes(StandardCharsets.UTF_8), "");
    }

    private static String name(String ref) {
        return office.value("SELECT name FROM customer WHERE external_ref = '" + ref + "'");
    }

    @Test
    void goodRowsAreImportedAndEachBadOneIsReportedByLineAndReason() {
        var job = customers("﻿" + HEADER
                + "g1,张伟,13800001001,zh,Polo\n"
                + ",无名,13800001002,zh,\n"
                + "g2,李娜,not a number,zh,\n"
                + "g3,\"Smith, \"\"Jo\"\"\",+1 212 555 2368,en,\"two\nlines\"\n"
                + "g4,too few\n"
                + "g5,王芳,13800001005&x,zh,\n"
                + "g6,赵敏,400-820-8820,ZH!,\n");
        assertThat(job.getString("state")).as(job.encode()).isEqualTo("DONE");
        assertThat(job.getLong("rowsRead")).isEqualTo(7);
        assertThat(job.getLong("rowsCreated")).isEqualTo(2);
        assertThat(job.getLong("rowsBad")).isEqualTo(5);
        assertThat(name("g3")).isEqualTo("Smith, \"Jo\"");
        var errors = admin.get("/api/v1/imports/" + job.getString("id") + "/errors")
                .json()
                .getJsonArray("items");
        assertThat(errors.stream().map(JsonObject.class::cast).map(e -> e.getLong("line") + " " + e.getString("field")))
                .containsExactly("3 ref", "4 phone1", "7 row", "8 phone1", "9 language");
        assertThat(errors.encode()).doesNotContain("13800001005");
        assertThat(errors.stream().map(JsonObject.class::cast).map(e -> e.getString("code")))
                .as("so that it is said in the reader's language")
                .containsExactly("IS_MISSING", "NOT_A_NUMBER", "FIELD_COUNT", "NOT_A_NUMBER", "LANGUAGE_TAG");
        assertThat(errors.getJsonObject(2).getJsonObject("values"))
                .isEqualTo(new JsonObject().put("count", "2").put("expected", "5"));
        assertThat(errors.getJsonObject(4).getString("value")).isEqualTo("ZH!");
    }

    @Test
    void gb18030IsRecognisedAndMayBeNamed() {
        byte[] gb = (HEADER + "gb1,龘镕,13800002001,zh,\n").getBytes(Charset.forName("GB18030"));
        assertThat(upload("customers", gb, "").getString("charset")).isEqualTo("GB18030");
        assertThat(name("gb1")).isEqualTo("龘镕");
        assertThat(upload("customers", gb, "&charset=GB18030").getLong("rowsSame"))
                .isEqualTo(1);
        var wrong = upload("customers", gb, "&charset=UTF-8");
        assertThat(wrong.getString("state")).isEqualTo("FAILED");
        assertThat(wrong.getString("problem")).contains("UTF-8").contains("byte");
    }

    @Test
    void whatIsNoCsvFailsWithAReasonAndChangesNothing() {
        for (String broken : List.of(
                "", "name,phone1\nx,1\n", "ref,name,phone1,colour\nx,y,1,2\n", "ref,name,phone1,phone1\nx,y,1,2\n")) {
            var job = customers(broken);
            assertThat(job.getString("state")).as(broken).isEqualTo("FAILED");
            assertThat(job.getString("problem")).as(broken).isNotBlank();
        }
        var binary = upload("customers", new byte[] {0, (byte) 0xff, (byte) 0xfe, 3, (byte) 0x80}, "");
        assertThat(binary.getString("state")).isEqualTo("FAILED");
        var open =
                customers(HEADER + "q1,a,13800003001,zh,\nq2,\"never closed,13800003002,zh,\n" + "x".repeat(200_000));
        assertThat(open.getString("state")).isEqualTo("FAILED");
        assertThat(open.getString("problem")).contains("quote");
        assertThat(name("q1")).as("what came before is kept").isEqualTo("a");
        assertThat(name("q2")).isEqualTo("nothing");
    }

    @Test
    void theSameFileTwiceMakesNothingTwiceAndAChangedRowIsChanged() {
        String csv = HEADER + "t1,A,13800004001,zh,Polo\nt2,B,13800004002,zh,Golf\n";
        assertThat(customers(csv).getLong("rowsCreated")).isEqualTo(2);
        var again = customers(csv);
        assertThat(again.getLong("rowsCreated")).isZero();
        assertThat(again.getLong("rowsSame")).isEqualTo(2);
        var changed = customers(csv.replace("13800004002", "13800004003"));
        assertThat(changed.getLong("rowsChanged")).isEqualTo(1);
        assertThat(changed.getLong("rowsSame")).isEqualTo(1);
        assertThat(office.value("SELECT e164 FROM customer_phone p JOIN customer c ON c.id = p.customer_id"
                        + " WHERE c.external_ref = 't2'"))
                .isEqualTo("+8613800004003");
    }

    @Test
    void callbacksAreMadeOncePerOccasionAlsoByTwoFilesAtTheSameTime() {
        var made = upload(
                "campaigns",
                "code,name,trunk,demo,rules\nc1,Demo,sim,true,\"{\"\"relaxedRetrySeconds\"\":60}\"\nc2,Bad,none,,\n"
                        .getBytes(StandardCharsets.UTF_8),
                "");
        assertThat(made.getLong("rowsCreated")).as(made.encode()).isEqualTo(1);
        assertThat(made.getLong("rowsBad")).isEqualTo(1);
        var people = new StringBuilder(HEADER);
        var calls = new StringBuilder("campaign,customer,occasion,not_before,deadline\n");
        for (int i = 0; i < 3000; i++) {
            people.append("cc")
                    .append(i)
                    .append(",N,1381")
                    .append(String.format("%07d", i))
                    .append(",zh,\n");
            calls.append("c1,cc")
                    .append(i)
                    .append(",delivery,")
                    .append(i % 2 == 0 ? "" : "2030-01-02 14:30")
                    .append(",\n");
        }
        calls.append("c1,nobody,x,,\nnone,cc1,x,,\nc1,cc1,x,yesterday,\nc1,cc1,x,,2020-01-01\n");
        var both = java.util.stream.Stream.of(1, 2)
                .map(i -> CompletableFuture.supplyAsync(() -> customers(people.toString())))
                .toList();
        assertThat(both.stream()
                        .mapToLong(job -> job.join().getLong("rowsCreated"))
                        .sum())
                .isEqualTo(3000);
        byte[] csv = calls.toString().getBytes(StandardCharsets.UTF_8);
        var jobs = java.util.stream.Stream.of(1, 2)
                .map(i -> CompletableFuture.supplyAsync(() -> upload("callbacks", csv, "")))
                .toList();
        assertThat(jobs.stream()
                        .mapToLong(job -> job.join().getLong("rowsCreated"))
                        .sum())
                .isEqualTo(3000);
        assertThat(jobs.stream()
                        .mapToLong(job -> job.join().getLong("rowsSame"))
                        .sum())
                .isEqualTo(3000);
        assertThat(jobs.get(0).join().getLong("rowsBad"))
                .as(jobs.get(0).join().encode())
                .isEqualTo(4);
        assertThat(office.value("SELECT count(*) FROM callback")).isEqualTo("3000");
        assertThat(office.value("SELECT count(*) FROM callback WHERE reason = 'NOT_BEFORE'"
                        + " AND next_at < TIMESTAMPTZ '2030-01-02 06:30Z'"))
                .as("times without zone are the organisation's")
                .isEqualTo("0");
    }

    @Test
    void hundredThousandRowsDoNotGrowTheHeap() throws Exception {
        Path file = folder.resolve("large.csv");
        try (var out = Files.newBufferedWriter(file)) {
            out.write(HEADER);
            for (int i = 0; i < 100_000; i++) {
                out.write("big" + i + ",客户" + i + ",139" + String.format("%08d", i) + ",zh," + "x".repeat(200) + "\n");
            }
        }
        long size = Files.size(file);
        var memory = ManagementFactory.getMemoryMXBean();
        System.gc();
        long before = memory.getHeapMemoryUsage().getUsed();
        long start = System.nanoTime();
        var accepted = send(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(office.uri("/api/v1/imports/customers?fileName=large.csv"))
                        .header("Content-Type", "text/csv")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofFile(file))
                        .build());
        String id = new JsonObject(accepted.body()).getString("id");
        long most = 0;
        JsonObject job;
        do {
            Thread.sleep(400);
            System.gc();
            most = Math.max(most, memory.getHeapMemoryUsage().getUsed() - before);
            job = admin.get("/api/v1/imports/" + id).json();
        } while (job.getString("state").equals("RUNNING"));
        System.out.printf(
                "import of 100,000 rows: %d MB file, %.1f s, live heap grew by at most %d MB%n",
                size >> 20, (System.nanoTime() - start) / 1e9, most >> 20);
        assertThat(job.getLong("rowsCreated")).as(job.encode()).isEqualTo(100_000);
        assertThat(most).as("live heap, while the file has " + size + " bytes").isLessThan(16 << 20);
    }

    @Test
    void anErrorFileCannotPlantAFormula() {
        var job = customers("ref,name,phone1,zone\nx,y,13800005001,=HYPERLINK(1)\n");
        var file = admin.get("/api/v1/imports/" + job.getString("id") + "/errors?format=csv");
        assertThat(file.raw().headers().firstValue("content-type"))
                .get()
                .asString()
                .startsWith("text/csv");
        assertThat(file.text()).contains("2,\"zone\"").doesNotContain(",\"=");
        assertThat(SafeCell.of("=1+1")).isEqualTo("\"'=1+1\"");
    }

    @Test
    void anImportThatACrashInterruptedSaysWhatToDo() {
        office.execute(
                "INSERT INTO import_job (id, org_id, kind, file_name, state, bytes_total, node, started_at)"
                        + " SELECT gen_random_uuid(), id, 'CUSTOMERS', 'crashed.csv', 'RUNNING', 1, 'test', created_at FROM org_unit");
        TestOffice.await(office.recoverImports());
        assertThat(office.value("SELECT problem FROM import_job WHERE file_name = 'crashed.csv' AND state = 'FAILED'"))
                .contains("nothing is made twice");
    }

    @Test
    void anUploadOfAnotherKindOrAWrongTypeIsRefused() {
        assertThat(admin.send("POST", "/api/v1/imports/customers?fileName=a.csv", "ref", "application/json")
                        .status())
                .isEqualTo(400);
        assertThat(admin.send("POST", "/api/v1/imports/customers", "ref", "text/csv")
                        .field())
                .isEqualTo("fileName");
        assertThat(admin.send("POST", "/api/v1/imports/wishes?fileName=a.csv", "ref", "text/csv")
                        .status())
                .isIn(404, 405);
    }

    @Test
    void progressIsPushedToSupervisorsOnly() throws Exception {
        var pushed = new java.util.concurrent.LinkedBlockingQueue<io.vertx.core.json.JsonArray>();
        HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(office.uri("/api/v1/imports/stream"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .thenAccept(response -> response.body()
                        .filter(line -> line.startsWith("data: "))
                        .forEach(line -> pushed.add(new io.vertx.core.json.JsonArray(line.substring(6)))));
        assertThat(pushed.poll(10, java.util.concurrent.TimeUnit.SECONDS)).isNotNull();
        var csv = new StringBuilder(HEADER);
        for (int i = 0; i < 3_000; i++) {
            csv.append("push-")
                    .append(i)
                    .append(",王芳,1390001")
                    .append("%04d".formatted(i))
                    .append(",zh,\n");
        }
        String id = upload("customers", csv.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), "")
                .getString("id");
        var states = new java.util.LinkedHashSet<String>();
        for (var next = pushed.poll(10, java.util.concurrent.TimeUnit.SECONDS);
                next != null && !states.contains("DONE");
                next = pushed.poll(10, java.util.concurrent.TimeUnit.SECONDS)) {
            for (Object one : next) {
                JsonObject job = (JsonObject) one;
                if (job.getString("id").equals(id)) {
                    states.add(job.getString("state"));
                }
            }
        }
        assertThat(states).contains("DONE");
        admin.post(
                "/api/v1/users",
                "{\"login\":\"no-imports\",\"displayName\":\"x\",\"password\":\"" + TestOffice.PASSWORD
                        + "\",\"roles\":[\"AGENT\"]}");
        var agent = new Browser(office::uri);
        agent.signIn("no-imports", TestOffice.PASSWORD);
        assertThat(agent.get("/api/v1/imports/stream").status()).isEqualTo(403);
    }
}
