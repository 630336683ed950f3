package org.huifang.web;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an operation.
 *
 * @param status 0: the operation writes the response itself
 * @param body written as JSON; null: no body
 */
public record Reply(int status, @Nullable Object body) {
    /** The operation writes the response itself (a stream). */
    public static final Reply STREAMED = new Reply(0, null);

    public static final Reply DONE = new Reply(204, null);

    public static Reply ok(Object body) {
        return new Reply(200, body);
    }

    public static Reply made(UUID id) {
        return new Reply(201, Map.of("id", id));
    }

    /** A whole list, or a page of it. */
    public static Reply items(Iterable<?> items) {
        return ok(Map.of("items", items));
    }
}
