package org.huifang.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/** The browser pages from the program itself: hashed assets kept for a year, everything else asked for anew. */
final class Pages {
    private static final String FOLDER = "pages";

    private Pages() {}

    static void mount(Router router) {
        StaticHandler files =
                StaticHandler.create(FOLDER).setCachingEnabled(false).setDirectoryListing(false);
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> {
            context.response()
                    .putHeader(
                            HttpHeaders.CACHE_CONTROL,
                            context.normalizedPath().startsWith("/assets/")
                                    ? "public, max-age=31536000, immutable"
                                    : "no-cache");
            files.handle(context);
        });
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(Pages::startPage);
    }

    /** An address of the single-page application itself: its start page finds the way. */
    private static void startPage(RoutingContext context) {
        String path = context.normalizedPath();
        boolean file = path.substring(path.lastIndexOf('/') + 1).contains(".");
        boolean built = Pages.class.getResource("/" + FOLDER + "/index.html") != null;
        if (file || path.startsWith("/api/") || !built || path.equals("/index.html")) {
            context.response().headers().remove(HttpHeaders.CACHE_CONTROL);
            context.fail(404);
        } else {
            context.reroute("/index.html");
        }
    }
}
