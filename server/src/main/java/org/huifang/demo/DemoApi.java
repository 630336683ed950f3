package org.huifang.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Speaks to the server as any other program would: REST with the session of a user. */
public final class DemoApi {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .connectTimeout(PATIENCE)
            .build();
    private final URI server;

    public DemoApi(URI server) {
        this.server = server;
    }

    public void signIn(String login, String password) {
        post("/session", new JsonObject().put("login", login).put("password", password));
    }

    JsonObject get(String path) {
        return send(request(path).GET().build());
    }

    JsonObject post(String path, JsonObject body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build());
    }

    /** Makes something and answers its id. */
    String make(String path, JsonObject body) {
        return post(path, body).getString("id");
    }

    /**
     * Imports a file and waits for its end.
     *
     * @throws IllegalStateException if a row was refused
     */
    void importCsv(String kind, String fileName, String csv) {
        var started = send(request("/imports/" + kind + "?fileName=" + fileName)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(csv, StandardCharsets.UTF_8))
                .build());
        JsonObject job;
        do {
            pause();
            job = get("/imports/" + started.getString("id"));
        } while (job.getString("state").equals("RUNNING"));
        if (!job.getString("state").equals("DONE") || job.getInteger("rowsBad") > 0) {
            throw new IllegalStateException("import of " + fileName + " went wrong: " + job.encode());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve("/api/v1" + path))
                .timeout(PATIENCE)
                .header("X-Huifang", "1");
    }

    private JsonObject send(HttpRequest request) {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(
                        request.method() + " " + request.uri().getPath() + " was refused: " + response.body());
            }
            String body = response.body();
            return body.isEmpty() ? new JsonObject() : new JsonObject(body);
        } catch (IOException e) {
            throw new IllegalStateException(request.method() + " " + request.uri() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
