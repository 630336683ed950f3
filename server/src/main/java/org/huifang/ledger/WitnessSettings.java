package org.huifang.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.huifang.ConfigException;
import org.huifang.recording.store.S3Settings;
import org.jspecify.annotations.Nullable;

/**
 * One witness of the file that {@code ledger.witnesses_file} names; config/witnesses.yaml explains each key.
 *
 * @param everySeconds how often it is given the head, 1 to 86400; preset 300, 3600 for mail and s3
 */
public record WitnessSettings(
        String name,
        Integer everySeconds,
        @Nullable Path folder,
        @Nullable Http http,
        @Nullable Mail mail,
        @Nullable S3 s3) {

    /** All of the file. */
    record AllOf(List<WitnessSettings> witnesses) {}

    public WitnessSettings {
        if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new ConfigException("witnesses.name", name, "give 1 to 40 of a-z, 0-9 and '-'");
        }
        everySeconds = everySeconds == null ? (mail == null && s3 == null ? 300 : 3600) : everySeconds;
        range("witnesses.every_seconds", everySeconds, 1, 86_400);
        if (Stream.of(folder, http, mail, s3).filter(Objects::nonNull).count() != 1) {
            throw new ConfigException("witnesses", name, "give each witness exactly one of folder, http, mail and s3");
        }
    }

    /** As the pages call it. */
    String kind() {
        return http != null ? "HTTP" : folder != null ? "FOLDER" : s3 != null ? "S3" : "MAIL";
    }

    /**
     * @param url where heads are POSTed
     * @param secretFile its first line goes along as bearer token; null: none
     * @param publicKey base64 of the witness's key, which {@code huifang witness} shows; null: its time does not count
     */
    public record Http(
            String url, @Nullable Path secretFile, @Nullable String publicKey) {
        public Http {
            required("http.url", url);
            URI parsed = uri(url);
            if (parsed.getHost() == null || !List.of("http", "https").contains(parsed.getScheme())) {
                throw new ConfigException("http.url", url, "write https://host:port/heads");
            }
            if (publicKey != null && key(publicKey).length == 0) {
                throw new ConfigException(
                        "http.public_key", publicKey, "give the base64 text that `huifang witness` shows");
            }
        }

        URI uri() {
            return uri(url);
        }

        byte @Nullable [] key() {
            return publicKey == null ? null : key(publicKey);
        }

        private static URI uri(String text) {
            try {
                return URI.create(text);
            } catch (IllegalArgumentException e) {
                throw new ConfigException("http.url", text, "is no URL");
            }
        }

        private static byte[] key(String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }
    }

    /** @param tls START_TLS, TLS from the start, or NONE: only to this machine */
    public record Mail(
            String host,
            int port,
            @Nullable Tls tls,
            @Nullable String user,
            @Nullable Path passwordFile,
            @Nullable Path trustFile,
            String from,
            String to) {
        public enum Tls {
            START_TLS,
            TLS,
            NONE
        }

        public Mail {
            required("mail.host", host);
            required("mail.from", from);
            required("mail.to", to);
            range("mail.port", port, 1, 65535);
            tls = tls == null ? Tls.START_TLS : tls;
            if (tls == Tls.NONE && !List.of("127.0.0.1", "localhost", "::1").contains(host)) {
                throw new ConfigException("mail.tls", tls, "without TLS only this machine may be the host");
            }
        }
    }

    /**
     * A bucket with Object Lock.
     *
     * @param endpoint its address; null: Amazon's of the region
     * @param prefix before each name in the bucket; empty, or ends with a slash
     * @param credentialsFile two lines, access key and secret key
     * @param keepDays nobody deletes a head for so long, 1 to 36500
     */
    public record S3(
            @Nullable URI endpoint,
            String region,
            String bucket,
            String prefix,
            Path credentialsFile,
            Integer keepDays) {
        public S3 {
            required("s3.bucket", bucket);
            required("s3.credentials_file", credentialsFile == null ? null : credentialsFile.toString());
            region = region == null ? "us-east-1" : region;
            prefix = prefix == null ? "" : prefix;
            keepDays = keepDays == null ? 1_200 : keepDays;
            range("s3.keep_days", keepDays, 1, 36_500);
            if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
                throw new ConfigException("s3.bucket", bucket, "give 3 to 63 of a-z, 0-9, '.' and '-'");
            }
            if (!prefix.matches("([A-Za-z0-9_.-]+/)*")) {
                throw new ConfigException("s3.prefix", prefix, "leave it out, or end it with a slash: witness/");
            }
            if (endpoint != null && !String.valueOf(endpoint.getScheme()).matches("https?")) {
                throw new ConfigException("s3.endpoint", endpoint, "write https://host or http://host:port");
            }
        }

        S3Settings reached() {
            return new S3Settings(endpoint, region, bucket, prefix, credentialsFile, false);
        }
    }

    /** @throws ConfigException naming key, value and remedy */
    static List<WitnessSettings> read(@Nullable Path file) {
        if (file == null) {
            return List.of();
        }
        var mapper = JsonMapper.builder(new YAMLFactory())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try {
            AllOf all = mapper.readValue(Files.readString(file), AllOf.class);
            if (all == null || all.witnesses() == null) {
                return List.of();
            }
            var names = new HashSet<String>();
            for (var one : all.witnesses()) {
                if (!names.add(one.name())) {
                    throw new ConfigException("witnesses.name", one.name(), "is given twice");
                }
            }
            return List.copyOf(all.witnesses());
        } catch (JsonProcessingException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof ConfigException refused) {
                    throw refused;
                }
            }
            throw new ConfigException(
                    "ledger.witnesses_file", file, "is not of the expected form: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ConfigException("ledger.witnesses_file", file, "cannot be read (" + e.getMessage() + ")");
        }
    }

    /** The first line; empty where no file is named. */
    static String secret(String key, @Nullable Path file) {
        if (file == null) {
            return "";
        }
        try {
            String secret =
                    Files.readString(file).lines().findFirst().orElse("").strip();
            if (secret.isEmpty()) {
                throw new ConfigException(key, file, "holds no secret; write it in the first line");
            }
            return secret;
        } catch (IOException e) {
            throw new ConfigException(key, file, "cannot be read (" + e.getMessage() + "); let this server read it");
        }
    }

    private static void range(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ConfigException(key, value, "give a whole number from " + min + " to " + max);
        }
    }

    private static void required(String key, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new ConfigException(key, value, "is missing; config/witnesses.yaml shows it with an example");
        }
    }
}
