package org.huifang.web;

import java.util.List;
import java.util.Map;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/** The one body of every error (RFC 9457). Says what the asker can change; never how the server is made. */
record Problem(
        String type,
        String title,
        int status,
        String detail,
        List<Refusal.Field> errors,
        @Nullable String code,
        @Nullable Map<String, String> values) {

    static Problem of(Refusal refusal) {
        return switch (refusal.kind()) {
            case INVALID -> of("invalid", "The request cannot be used", 400, refusal);
            case NOT_SIGNED_IN -> of("not-signed-in", "Not signed in", 401, refusal);
            case FORBIDDEN -> of("forbidden", "Not allowed", 403, refusal);
            case NOT_FOUND -> of("not-found", "Not found", 404, refusal);
            case CONFLICT -> of("conflict", "Not possible now", 409, refusal);
            case TOO_LARGE -> of("too-large", "Too large", 413, refusal);
            case BUSY -> of("busy", "Too much at once", 429, refusal);
            case UNAVAILABLE -> of("unavailable", "Not available now", 503, refusal);
        };
    }

    static Problem of(String type, String title, int status, String detail) {
        return new Problem("urn:huifang:" + type, title, status, detail, List.of(), null, null);
    }

    static Problem of(String type, String title, int status, Remedy.Said said) {
        return new Problem("urn:huifang:" + type, title, status, said.text(), List.of(), said.code(), said.values());
    }

    private static Problem of(String type, String title, int status, Refusal refusal) {
        Remedy.Said said = refusal.said();
        return new Problem(
                "urn:huifang:" + type,
                title,
                status,
                refusal.detail(),
                refusal.fields(),
                said == null ? null : said.code(),
                said == null ? null : said.values());
    }
}
