package org.huifang.message.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.huifang.ConfigException;
import org.jspecify.annotations.Nullable;

/** Requests with variables, each escaped for where it stands: no value can end a header, a parameter or a JSON text. */
final class HttpTemplate {
    static final Set<String> VARIABLES = Set.of(
            "to", "text", "subject", "language", "messageId", "tryId", "secret", "receiptUrl", "encoding", "segments");
    /** What customers and texts cannot reach. */
    private static final Set<String> IN_HEADERS = Set.of("messageId", "tryId", "secret");

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private HttpTemplate() {}

    /** @throws ConfigException naming what cannot be filled or sent */
    static void check(
            String method,
            @Nullable String url,
            Map<String, String> headers,
            @Nullable Object json,
            @Nullable Map<String, String> form) {
        if (!Set.of("GET", "POST", "PUT").contains(method)) {
            throw new ConfigException("http.method", method, "use GET, POST or PUT");
        }
        if (url == null || !url.matches("https?://[^/{}]+(/.*)?")) {
            throw new ConfigException("http.url", url, "write http:// or https://, a host without variables, a path");
        }
        known("http.url", url, VARIABLES);
        try {
            new URI(VARIABLE.matcher(url).replaceAll("x"));
        } catch (URISyntaxException e) {
            throw new ConfigException("http.url", url, "is no address: " + e.getReason());
        }
        headers.forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9-]+") || value.chars().anyMatch(Character::isISOControl)) {
                throw new ConfigException("http.headers", name, "write one line of a name and a value");
            }
            known("http.headers." + name, value, IN_HEADERS);
        });
        if (json != null && form != null || (json != null || form != null) && method.equals("GET")) {
            throw new ConfigException("http.json", "…", "give json or form, and POST or PUT with it");
        }
        each(json, text -> {
            known("http.json", text, VARIABLES);
            return text;
        });
        if (form != null) {
            form.forEach((name, value) -> known("http.form." + name, value, VARIABLES));
        }
    }

    /** @throws ConfigException for an address that asks about a try: only ids are known then */
    static void checkQuery(String url) {
        check("GET", url, Map.of(), null, null);
        known("http.query.url", url, IN_HEADERS);
    }

    static String url(String template, Map<String, String> values) {
        return filled(template, values, HttpTemplate::encoded);
    }

    /** @throws IllegalArgumentException when a value would end the line */
    static String header(String template, Map<String, String> values) {
        return filled(template, values, value -> {
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a header's value holds control characters");
            }
            return value;
        });
    }

    static String form(Map<String, String> template, Map<String, String> values) {
        var body = new StringBuilder();
        template.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(encoded(name))
                .append('=')
                .append(encoded(filled(value, values, UnaryOperator.identity()))));
        return body.toString();
    }

    static String json(Object template, Map<String, String> values) {
        Object filled = each(template, text -> filled(text, values, UnaryOperator.identity()));
        return io.vertx.core.json.Json.encode(filled);
    }

    private static @Nullable Object each(@Nullable Object node, UnaryOperator<String> change) {
        if (node instanceof String text) {
            return change.apply(text);
        }
        if (node instanceof Map<?, ?> map) {
            var object = new JsonObject();
            map.forEach((key, value) -> object.put(String.valueOf(key), each(value, change)));
            return object;
        }
        if (node instanceof List<?> list) {
            var array = new JsonArray();
            list.forEach(value -> array.add(each(value, change)));
            return array;
        }
        return node;
    }

    private static String filled(String template, Map<String, String> values, UnaryOperator<String> escape) {
        return VARIABLE.matcher(template).replaceAll(found -> {
            String value = values.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : escape.apply(value));
        });
    }

    private static void known(String key, String text, Set<String> allowed) {
        Matcher found = VARIABLE.matcher(text);
        while (found.find()) {
            if (!allowed.contains(found.group(1))) {
                throw new ConfigException(
                        key, found.group(), "is no variable here; use " + new java.util.TreeSet<>(allowed));
            }
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
