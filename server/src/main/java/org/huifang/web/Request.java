package org.huifang.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Place;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** A request that is signed in, allowed and valid by the document. */
public final class Request {
    private final RoutingContext context;
    private final @Nullable SignedIn who;

    Request(RoutingContext context, @Nullable SignedIn who) {
        this.context = context;
        this.who = who;
    }

    /** Who asks; operations that are PUBLIC have nobody. */
    public SignedIn who() {
        if (who == null) {
            throw Refusal.of(Refusal.Kind.NOT_SIGNED_IN, Remedy.SIGN_IN_FIRST.with());
        }
        return who;
    }

    /** For answers that are streamed. */
    public RoutingContext http() {
        return context;
    }

    /** The path parameter {@code id}. */
    public UUID id() {
        return id("id");
    }

    public UUID id(String parameter) {
        return UUID.fromString(context.pathParam(parameter));
    }

    public @Nullable String query(String name) {
        List<String> values = context.queryParam(name);
        return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
    }

    public String path(String name) {
        return context.pathParam(name);
    }

    /** The page size asked for; the document bounds it to 1 to 200. */
    public int limit() {
        String limit = query("limit");
        return limit == null ? 50 : Integer.parseInt(limit);
    }

    /** Where the page before ended; null: the first page is asked for. */
    public @Nullable Place place() {
        String cursor = query("cursor");
        return cursor == null ? null : Place.read(Cursor.text(cursor));
    }

    private record Reason(String reason) {}

    /** Of a body that is a reason alone. */
    public String reason() {
        return body(Reason.class).reason();
    }

    /** @throws Refusal when a value does not fit its type */
    public <T> T body(Class<T> type) {
        return Json.read(rawBody(), type);
    }

    Buffer rawBody() {
        Buffer body = context.body() == null ? null : context.body().buffer();
        return body == null ? Buffer.buffer() : body;
    }
}
