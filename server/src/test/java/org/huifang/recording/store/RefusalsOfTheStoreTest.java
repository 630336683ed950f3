package org.huifang.recording.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which refusals protect the one file, and which say that the store takes nothing from this server now. */
class RefusalsOfTheStoreTest {
    private static final Stored FILE = new Stored("s3", "2026/11/22/a.hfr", "v1");

    @TempDir
    Path folder;

    private HttpServer service;
    private S3Store store;
    private volatile int status;
    private volatile String code = "";

    @BeforeEach
    void open() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        service.createContext("/", exchange -> {
            byte[] body = ("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        var settings = new S3Settings(
                URI.create("http://127.0.0.1:" + service.getAddress().getPort()),
                "us-east-1",
                "bucket",
                "",
                Files.writeString(folder.resolve("credentials"), "key\nsecret\n"),
                false);
        store = new S3Store(S3Clients.open(settings), settings, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
        service.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "403, RequestTimeTooSkewed, NTP",
        "403, SignatureDoesNotMatch, credentials_file",
        "403, InvalidAccessKeyId, credentials_file",
        "403, QuotaExceeded, quota",
        "503, ServiceUnavailable, 503"
    })
    void whatConcernsEveryFileIsNoProtectionOfThisOne(int answered, String why, String remedy) {
        status = answered;
        code = why;
        assertThatThrownBy(() -> store.delete(FILE))
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(remedy);
        assertThatThrownBy(() -> store.lock(FILE)).isInstanceOf(StoreAwayException.class);
    }

    @Test
    void aRefusedDeletionProtectsTheFile() {
        status = 403;
        code = "AccessDenied";
        assertThatThrownBy(() -> store.delete(FILE)).isInstanceOf(StoreRefusedException.class);
        assertThatThrownBy(() -> store.hold(FILE, false)).isInstanceOf(StoreRefusedException.class);
        assertThatThrownBy(() -> store.extend(FILE, Instant.now().plus(Duration.ofDays(1))))
                .isInstanceOf(StoreRefusedException.class);
    }

    @Test
    void whatIsNotThereHasNoLock() throws Exception {
        status = 404;
        code = "NoSuchKey";
        assertThat(store.lock(FILE)).isEqualTo(Lock.NONE);
    }
}
