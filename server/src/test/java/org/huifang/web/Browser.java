package org.huifang.web;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Sends requests as the pages do: with the cookie it got and the CSRF header. */
final class Browser {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Function<String, URI> server;
    private final Map<String, String> headers = new HashMap<>(Map.of("X-Huifang", "1"));

    Browser(Function<String, URI> server) {
        this.server = server;
    }

    /** @param status what the server answered with */
    record Answer(int status, String text, HttpResponse<String> raw) {
        JsonObject json() {
            return new JsonObject(text);
        }

        /** The field that a refusal names first. */
        String field() {
            return json().getJsonArray("errors").getJsonObject(0).getString("field");
        }

        String id() {
            return json().getString("id");
        }
    }

    Browser with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    Browser without(String header) {
        headers.remove(header);
        return this;
    }

    Answer signIn(String login, String password) {
        return post(
                "/api/v1/session",
                new JsonObject().put("login", login).put("password", password).encode());
    }

    Answer get(String path) {
        return send("GET", path, null, "application/json");
    }

    /** The answer's bytes as they came; it must be 200. */
    byte[] bytes(String path) {
        var request = HttpRequest.newBuilder(server.apply(path)).timeout(Duration.ofSeconds(60));
        headers.forEach(request::header);
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + " answered " + response.statusCode());
            }
            return response.body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }

    Answer delete(String path) {
        return send("DELETE", path, null, "application/json");
    }

    Answer post(String path, String json) {
        return send("POST", path, json, "application/json");
    }

    Answer put(String path, String json) {
        return send("PUT", path, json, "application/json");
    }

    Answer send(String method, String path, String body, String type) {
        var request = HttpRequest.newBuilder(server.apply(path)).timeout(Duration.ofSeconds(60));
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
