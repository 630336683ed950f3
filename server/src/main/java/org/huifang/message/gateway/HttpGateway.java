package org.huifang.message.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.huifang.campaign.MessageChannel;
import org.huifang.message.SmsSegments;

/**
 * Any provider that takes a message in one HTTP request. What happened before the request was on its way is certain; a
 * lost answer after it is not, unless the provider knows repetitions or can be asked.
 */
final class HttpGateway implements Gateway {
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final String name;
    private final GatewaySettings settings;
    private final GatewaySettings.Http http;
    private final GatewaySettings.Answer answer;
    private final String secret;
    private final String receiptUrl;
    private final HttpClient client;
    private volatile String problem = "";

    private record Answered(int status, String body) {}

    /** @param receiptUrl our address for receipts, with its secret; empty where none come */
    HttpGateway(Vertx vertx, String name, GatewaySettings settings, String receiptUrl) {
        this.name = name;
        this.settings = settings;
        this.http = Objects.requireNonNull(settings.http());
        this.answer = Objects.requireNonNull(http.answer());
        this.secret = SecretFile.read("http.secret_file", http.secretFile());
        this.receiptUrl = receiptUrl;
        // Each request on a connection of its own: one that the other side closed meanwhile would leave us in doubt.
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setMaxPoolSize(settings.window())
                .setConnectTimeout(5_000)
                .setVerifyHost(true));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public MessageChannel channel() {
        return settings.channel();
    }

    @Override
    public int window() {
        return settings.window();
    }

    @Override
    public void start() {}

    @Override
    public boolean knowsRepetitions() {
        return Boolean.TRUE.equals(http.knowsRepetitions());
    }

    @Override
    public boolean canBeAsked() {
        return http.query() != null;
    }

    @Override
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    @Override
    public Future<Submitted> submit(Outgoing message) {
        var values = values(message);
        RequestOptions request;
        String body;
        String type;
        try {
            request = new RequestOptions()
                    .setMethod(HttpMethod.valueOf(Objects.requireNonNull(http.method())))
                    .setAbsoluteURI(HttpTemplate.url(http.url(), values));
            body = http.json() != null
                    ? HttpTemplate.json(http.json(), values)
                    : http.form() != null ? HttpTemplate.form(http.form(), values) : "";
            type = http.json() != null ? "application/json" : "application/x-www-form-urlencoded";
            for (var header : Objects.requireNonNull(http.headers()).entrySet()) {
                request.putHeader(header.getKey(), HttpTemplate.header(header.getValue(), values));
            }
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(new Submitted.Refused("the request cannot be written: " + e.getMessage()));
        }
        if (!body.isEmpty()
                && !request.toJson()
                        .getJsonObject("headers", new io.vertx.core.json.JsonObject())
                        .containsKey("Content-Type")) {
            request.putHeader("Content-Type", type);
        }
        return client.request(request)
                .transform(connected -> connected.failed()
                        ? Future.succeededFuture(down("not reached: " + why(connected.cause())))
                        : connected
                                .result()
                                .idleTimeout(timeoutMillis())
                                .send(Buffer.buffer(body))
                                .compose(response -> response.body()
                                        .map(read -> new Answered(response.statusCode(), shortened(read))))
                                .timeout(timeoutMillis(), TimeUnit.MILLISECONDS)
                                .map(answered -> read(answered, message))
                                .recover(lost -> {
                                    connected.result().reset();
                                    problem = "the answer was lost: " + why(lost);
                                    return Future.succeededFuture(new Submitted.NobodyKnows(problem));
                                }));
    }

    private Submitted read(Answered answered, Outgoing message) {
        boolean matches = answer.body() == null
                || Pattern.compile(answer.body()).matcher(answered.body()).find();
        if (Objects.requireNonNull(answer.statuses()).contains(answered.status()) && matches) {
            problem = "";
            return new Submitted.Accepted(List.of(id(answered.body(), message)));
        }
        String said = "answered " + answered.status() + " " + printable(answered.body());
        if (Objects.requireNonNull(answer.later()).contains(answered.status())) {
            return down(said);
        }
        problem = "";
        return new Submitted.Refused(said);
    }

    private String id(String body, Outgoing message) {
        if (answer.id() != null) {
            Matcher found = Pattern.compile(answer.id()).matcher(body);
            if (found.find() && found.groupCount() > 0 && found.group(1) != null) {
                return found.group(1);
            }
        }
        return message.tryId().toString();
    }

    @Override
    public Future<Asked> ask(UUID message, UUID tryId) {
        GatewaySettings.Query query = http.query();
        if (query == null) {
            return Gateway.super.ask(message, tryId);
        }
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(HttpTemplate.url(
                                query.url(),
                                Map.of("messageId", message.toString(), "tryId", tryId.toString(), "secret", secret))))
                .compose(request -> request.send().compose(response -> response.body()))
                .timeout(timeoutMillis(), TimeUnit.MILLISECONDS)
                .map(body -> {
                    String text = shortened(body);
                    Matcher has = Pattern.compile(query.has()).matcher(text);
                    if (has.find()) {
                        return (Asked) new Asked.Has(List.of(
                                has.groupCount() > 0 && has.group(1) != null ? has.group(1) : tryId.toString()));
                    }
                    return Pattern.compile(query.hasNot()).matcher(text).find()
                            ? new Asked.HasNot()
                            : new Asked.CannotTell("asked, it says " + printable(text));
                })
                .otherwise(failure -> new Asked.CannotTell("cannot be asked: " + why(failure)));
    }

    private Submitted down(String why) {
        problem = why;
        return new Submitted.Later(why);
    }

    private Map<String, String> values(Outgoing message) {
        var values = new HashMap<String, String>();
        boolean sms = settings.channel() == MessageChannel.SMS;
        SmsSegments segments = SmsSegments.of(message.body());
        values.put("to", sms ? settings.written(message.to()) : message.to());
        values.put("text", message.body());
        values.put("subject", message.subject());
        values.put("language", message.language());
        values.put("messageId", message.message().toString());
        values.put("tryId", message.tryId().toString());
        values.put("secret", secret);
        values.put("receiptUrl", receiptUrl.isEmpty() ? "" : receiptUrl + "&id=" + message.tryId());
        values.put("encoding", segments.encoding().name());
        values.put("segments", String.valueOf(segments.count()));
        return values;
    }

    private long timeoutMillis() {
        return TimeUnit.SECONDS.toMillis(Objects.requireNonNull(http.timeoutSeconds()));
    }

    private static String shortened(Buffer body) {
        return body.slice(0, Math.min(body.length(), LONGEST_ANSWER)).toString();
    }

    private static String printable(String body) {
        String line = body.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= 120 ? line : line.substring(0, 120) + "…";
    }

    private static String why(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    @Override
    public Future<Void> stop() {
        return client.close();
    }
}
