package org.huifang.recording.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Ceph's object gateway, which enforces Object Lock, for one test class; needs Debian 12 and, once, the network. */
public final class Radosgw implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/radosgw").toAbsolutePath();
    private static final Path TREE =
            Path.of("../.huifang/radosgw").toAbsolutePath().normalize();

    private final Process process;
    private final BufferedReader answers;
    private final Path folder;
    private final int port;

    private Radosgw(Process process, BufferedReader answers, Path folder, int port) {
        this.process = process;
        this.answers = answers;
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test where it cannot be had. */
    public static Radosgw start(Path folder) throws Exception {
        var log = folder.resolve("fetch.log").toFile();
        var fetch = new ProcessBuilder(SCRIPTS.resolve("fetch-radosgw").toString(), TREE.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        Assumptions.assumeTrue(
                fetch.waitFor(4, TimeUnit.MINUTES) && fetch.exitValue() == 0,
                () -> "Object Lock is not tested, no radosgw: " + text(log.toPath()));
        int port = freePort();
        var process = new ProcessBuilder(
                        SCRIPTS.resolve("start-radosgw").toString(),
                        TREE.toString(),
                        folder.resolve("ceph").toString(),
                        Integer.toString(port),
                        Integer.toString(freePort()))
                .redirectError(folder.resolve("radosgw.log").toFile())
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            throw new IOException("radosgw did not start: " + line + "; " + text(folder.resolve("radosgw.log")));
        }
        Files.writeString(folder.resolve("s3.credentials"), line.split(" ")[1] + "\n" + line.split(" ")[2] + "\n");
        return new Radosgw(process, out, folder, port);
    }

    public int port() {
        return port;
    }

    /** Kills the gateway with SIGKILL; what it stored stays. */
    public void stopGateway() throws IOException {
        tell("stop");
    }

    public void startGateway() throws IOException {
        tell("start");
    }

    /** What {@code radosgw-admin} is told. */
    public void admin(String words) throws IOException {
        tell("admin " + words);
    }

    private void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith("done ")) {
            throw new IOException("the gateway's script answers " + answer + " to " + line);
        }
    }

    public S3Settings settings(String bucket, boolean allowUnlocked) {
        return new S3Settings(
                URI.create("http://127.0.0.1:" + port),
                "us-east-1",
                bucket,
                "huifang/",
                folder.resolve("s3.credentials"),
                allowUnlocked);
    }

    public S3Client client() throws IOException {
        return S3Clients.open(settings("any", false));
    }

    /** A new bucket with Object Lock, and the store in it. */
    public S3Store lockedStore(String bucket) throws IOException {
        try (var client = client()) {
            client.createBucket(b -> b.bucket(bucket).objectLockEnabledForBucket(true));
        }
        return store(bucket, false);
    }

    public void unlockedBucket(String bucket, boolean versions) throws IOException {
        try (var client = client()) {
            client.createBucket(b -> b.bucket(bucket));
            if (versions) {
                client.putBucketVersioning(
                        b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
            }
        }
    }

    public S3Store store(String bucket, boolean allowUnlocked) throws IOException {
        var settings = settings(bucket, allowUnlocked);
        return new S3Store(S3Clients.open(settings), settings, Clock.systemUTC());
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
