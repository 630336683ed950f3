package org.huifang.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code openapi.yaml}: what is served to people, what requests are validated with, and who may call what. */
final class ApiDocument {
    static final String PUBLIC = "PUBLIC";
    static final String ANY = "ANY";
    private static final List<String> METHODS = List.of("get", "head", "post", "put", "delete", "patch");

    private final String yaml;
    private final JsonObject document;
    private final Map<String, Set<String>> roles = new TreeMap<>();
    private final Set<String> jsonBodies = new java.util.HashSet<>();

    ApiDocument() {
        try (var in = ApiDocument.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing from the program; build it anew");
            }
            yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            @SuppressWarnings("unchecked")
            Map<String, Object> parsed = new ObjectMapper(new YAMLFactory()).readValue(yaml, Map.class);
            document = new JsonObject(parsed);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read", e);
        }
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : METHODS) {
                if (item.getValue(method) instanceof JsonObject operation) {
                    String id = operation.getString("operationId");
                    Set<String> allowed = new java.util.LinkedHashSet<>();
                    operation.getJsonArray("x-roles", new JsonArray()).forEach(role -> allowed.add(role.toString()));
                    roles.put(id, allowed);
                    if (operation
                            .getJsonObject("requestBody", new JsonObject())
                            .getJsonObject("content", new JsonObject())
                            .containsKey("application/json")) {
                        jsonBodies.add(id);
                    }
                }
            }
        }
    }

    /** The document as people and generators read it. */
    String yaml() {
        return yaml;
    }

    Set<String> operations() {
        return roles.keySet();
    }

    /** The roles that may call an operation; holds {@link #PUBLIC} or {@link #ANY} instead where it is open. */
    Set<String> roles(String operation) {
        return roles.getOrDefault(operation, Set.of());
    }

    boolean takesJson(String operation) {
        return jsonBodies.contains(operation);
    }

    /**
     * What the validator gets: without the bodies that are no JSON (CSV uploads, streams, sounds), which it does not
     * know and which are streamed past it.
     */
    JsonObject forValidation() {
        JsonObject copy = document.copy();
        JsonObject paths = copy.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : METHODS) {
                if (item.getValue(method) instanceof JsonObject operation) {
                    JsonObject body = operation.getJsonObject("requestBody");
                    if (body != null && !body.getJsonObject("content").containsKey("application/json")) {
                        operation.remove("requestBody");
                    }
                    JsonObject responses = operation.getJsonObject("responses");
                    for (String status : Set.copyOf(responses.fieldNames())) {
                        responses.put(status, new JsonObject().put("description", "answered"));
                    }
                }
            }
        }
        copy.getJsonObject("components").remove("responses");
        return copy;
    }
}
