package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.identity.Role;
import org.huifang.identity.Sessions;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** The one place where it is decided who asks and whether they may: roles by operation, CSRF, sessions, tokens. */
final class Authentication {
    static final String COOKIE = "huifang_session";
    /** A page of another origin cannot send this header along with our cookie. */
    static final String CSRF_HEADER = "X-Huifang";

    private final ApiDocument document;
    private final Sessions sessions;

    Authentication(ApiDocument document, Sessions sessions) {
        this.document = document;
        this.sessions = sessions;
    }

    /** Who asks; empty for an operation that is PUBLIC; failed when not signed in or not allowed. */
    Future<Optional<SignedIn>> check(RoutingContext context, String operation) {
        Set<String> roles = document.roles(operation);
        if (roles.contains(ApiDocument.PUBLIC)) {
            return Future.succeededFuture(Optional.empty());
        }
        return who(context).compose(found -> {
            if (found.isEmpty()) {
                return Future.failedFuture(Refusal.of(Refusal.Kind.NOT_SIGNED_IN, Remedy.SIGN_IN_FIRST.with()));
            }
            Set<Role> own = found.get().roles();
            boolean allowed =
                    roles.contains(ApiDocument.ANY) || own.stream().anyMatch(role -> roles.contains(role.name()));
            return allowed
                    ? Future.succeededFuture(found)
                    : Future.failedFuture(Refusal.of(
                            Refusal.Kind.FORBIDDEN, Remedy.ROLE_NEEDED.with(String.join(", ", new TreeSet<>(roles)))));
        });
    }

    private Future<Optional<SignedIn>> who(RoutingContext context) {
        String bearer = context.request().getHeader("Authorization");
        if (bearer != null) {
            return bearer.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? sessions.byApiToken(bearer.substring(7).trim())
                    : Future.succeededFuture(Optional.empty());
        }
        String token = sessionToken(context);
        if (token == null) {
            return Future.succeededFuture(Optional.empty());
        }
        HttpMethod method = context.request().method();
        boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
        if (!reads && !"1".equals(context.request().getHeader(CSRF_HEADER))) {
            return Future.failedFuture(Refusal.of(
                    Refusal.Kind.FORBIDDEN,
                    "A change that comes with the session cookie needs the header " + CSRF_HEADER + ": 1."));
        }
        return sessions.bySession(token);
    }

    static @Nullable String sessionToken(RoutingContext context) {
        Cookie cookie = context.request().getCookie(COOKIE);
        return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    }

    static void giveCookie(RoutingContext context, String token) {
        context.response().addCookie(cookie(context, token).setMaxAge(Sessions.LIFE.toSeconds()));
    }

    static void takeCookie(RoutingContext context) {
        context.response().addCookie(cookie(context, "").setMaxAge(0));
    }

    private static Cookie cookie(RoutingContext context, String value) {
        boolean https = context.request().isSSL()
                || "https".equalsIgnoreCase(context.request().getHeader("X-Forwarded-Proto"));
        return Cookie.cookie(COOKIE, value)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(https)
                .setPath("/");
    }
}
