package org.huifang.message.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.huifang.ConfigException;
import org.huifang.campaign.MessageChannel;
import org.jspecify.annotations.Nullable;

/** The gateways of this server, in the file's order: the first of a channel that works is used. */
public final class Gateways {
    private final Map<String, Gateway> all = new LinkedHashMap<>();
    private final Map<String, GatewaySettings.Http> https = new LinkedHashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();

    /**
     * The file as it is written.
     *
     * @param publicUrl where providers reach this server, as https://callbacks.example.com; for receipts
     */
    record FileForm(@Nullable String publicUrl, Map<String, GatewaySettings> gateways) {
        FileForm {
            if (publicUrl != null && !publicUrl.matches("https?://[^/]+")) {
                throw new ConfigException("public_url", publicUrl, "write https:// and a host, without a path");
            }
            if (gateways == null || gateways.isEmpty()) {
                throw new ConfigException("gateways", "", "give at least one, or leave messages.gateways_file out");
            }
        }
    }

    private Gateways() {}

    /** No gateway: messages wait, and letters and visits become tasks. */
    public static Gateways none() {
        return new Gateways();
    }

    /** @throws ConfigException naming the setting that cannot be used */
    public static Gateways read(Vertx vertx, Path file, Inbound inbound) {
        FileForm form;
        try {
            form = parse(Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException(
                    "messages.gateways_file", file, "cannot be read (" + e.getMessage() + "); name a readable file");
        }
        var gateways = new Gateways();
        form.gateways().forEach((name, settings) -> gateways.add(vertx, form.publicUrl(), name, settings, inbound));
        return gateways;
    }

    static FileForm parse(String yaml) {
        try {
            return JsonMapper.builder(new YAMLFactory())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readValue(yaml, FileForm.class);
        } catch (JsonProcessingException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof ConfigException refused) {
                    throw refused;
                }
                if (t instanceof InvalidFormatException wrong
                        && wrong.getTargetType().isEnum()) {
                    throw new ConfigException(
                            key(wrong),
                            wrong.getValue(),
                            "use one of "
                                    + Arrays.toString(wrong.getTargetType().getEnumConstants()));
                }
            }
            throw new ConfigException("the gateways are not of the expected form: " + e.getOriginalMessage());
        }
    }

    private static String key(InvalidFormatException wrong) {
        return wrong.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private void add(Vertx vertx, @Nullable String publicUrl, String name, GatewaySettings settings, Inbound inbound) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new ConfigException("gateways", name, "name it with 1 to 40 of a-z, 0-9 and '-'");
        }
        GatewaySettings.Http http = settings.http();
        if (http != null) {
            String secret = SecretFile.read("http.callback_secret_file", http.callbackSecretFile());
            https.put(name, http);
            secrets.put(name, secret);
            if (http.receipts() != null && publicUrl == null) {
                throw new ConfigException("public_url", null, "is needed with receipts over HTTP");
            }
            String receiptUrl = http.receipts() == null
                    ? ""
                    : publicUrl + "/api/v1/gateways/" + name + "/receipts?key="
                            + java.net.URLEncoder.encode(secret, StandardCharsets.UTF_8);
            all.put(name, new HttpGateway(vertx, name, settings, receiptUrl));
        } else {
            all.put(
                    name,
                    settings.smpp() != null
                            ? new SmppGateway(vertx, name, settings, inbound)
                            : new SmtpGateway(vertx, name, settings));
        }
    }

    /** A gateway made elsewhere. */
    public Gateways with(Gateway gateway) {
        all.put(gateway.name(), gateway);
        return this;
    }

    public List<Gateway> all() {
        return List.copyOf(all.values());
    }

    public @Nullable Gateway named(@Nullable String name) {
        return name == null ? null : all.get(name);
    }

    /** The first of the channel that has no known problem, else the first; empty: there is none. */
    public Optional<Gateway> of(MessageChannel channel) {
        var ofChannel =
                all.values().stream().filter(one -> one.channel() == channel).toList();
        return ofChannel.stream()
                .filter(one -> one.problem().isEmpty())
                .findFirst()
                .or(() -> ofChannel.stream().findFirst());
    }

    /** Whether a caller of our address knows the gateway's secret; compared in constant time. */
    public boolean knowsSecret(String name, @Nullable String key) {
        String secret = secrets.getOrDefault(name, "");
        return !secret.isEmpty()
                && key != null
                && MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what a provider tells by HTTP; null where it names nothing that is known. */
    public Inbound.@Nullable Receipt receipt(String name, Map<String, String> parameters) {
        GatewaySettings.Http http = https.get(name);
        GatewaySettings.Receipts form = http == null ? null : http.receipts();
        if (form == null) {
            return null;
        }
        String id = parameters.get(form.id());
        String status = parameters.get(form.status());
        if (id == null || id.isBlank() || status == null) {
            return null;
        }
        Inbound.Fate fate = contains(form.delivered(), status)
                ? Inbound.Fate.DELIVERED
                : contains(form.failed(), status)
                        ? Inbound.Fate.FAILED
                        : contains(form.expired(), status) ? Inbound.Fate.EXPIRED : Inbound.Fate.SENT;
        return new Inbound.Receipt(name, id, fate, status.length() > 80 ? status.substring(0, 80) : status);
    }

    /** Null where this gateway brings no replies, or no sender is named. */
    public Inbound.@Nullable Reply reply(String name, Map<String, String> parameters) {
        GatewaySettings.Http http = https.get(name);
        GatewaySettings.Replies form = http == null ? null : http.replies();
        String from = form == null ? null : parameters.get(form.from());
        if (form == null || from == null || from.isBlank()) {
            return null;
        }
        String id = parameters.get(form.id());
        return new Inbound.Reply(
                name,
                id == null || id.isBlank() ? null : id,
                from,
                parameters.getOrDefault(String.valueOf(form.text()), ""));
    }

    private static boolean contains(@Nullable List<String> values, String value) {
        return values != null && values.contains(value);
    }

    public void start() {
        all.values().forEach(Gateway::start);
    }

    public Future<Void> stop() {
        var ends = new ArrayList<>(all.values().stream().map(Gateway::stop).toList());
        return ends.isEmpty()
                ? Future.succeededFuture()
                : Future.join(new ArrayList<>(ends)).mapEmpty();
    }
}
