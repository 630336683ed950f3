package org.huifang.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Place;

/** Where the next page goes on; opaque to whoever asks. */
final class Cursor {
    private Cursor() {}

    static String of(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Refusal when it is no cursor */
    static String text(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("cursor", cursor, Remedy.NEXT_OF_PAGE.with());
        }
    }

    /** Of a list that goes by time. @param found one more than the page holds, if there are more */
    static <T> Reply page(Request request, List<T> found, Function<T, Place> place) {
        return page(found, request.limit(), last -> of(place.apply(last).text()));
    }

    /** @param found one more than the page holds, if there are more */
    static <T> Reply page(List<T> found, int limit, Function<T, String> cursor) {
        Map<String, Object> body = new LinkedHashMap<>();
        List<T> items = found.size() > limit ? found.subList(0, limit) : found;
        body.put("items", items);
        if (found.size() > limit) {
            body.put("next", cursor.apply(items.get(limit - 1)));
        }
        return Reply.ok(body);
    }
}
