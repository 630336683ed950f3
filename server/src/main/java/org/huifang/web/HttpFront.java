package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;

/** The server that browsers and programs speak to: the REST interface under /api/v1, the pages everywhere else. */
final class HttpFront {
    private final Vertx vertx;
    private final ApiDocument document;
    private final Authentication authentication;
    private final List<Routes> features;

    HttpFront(Vertx vertx, ApiDocument document, Authentication authentication, List<Routes> features) {
        this.vertx = vertx;
        this.document = document;
        this.authentication = authentication;
        this.features = features;
    }

    Future<HttpServer> listen(String host, int port) {
        return new Api(vertx, document, authentication)
                .router(features)
                .compose(api -> vertx.createHttpServer(new HttpServerOptions()
                                .setMaxInitialLineLength(8192)
                                .setMaxHeaderSize(16 * 1024)
                                .setIdleTimeout(120)
                                .setCompressionSupported(true))
                        .requestHandler(router(api))
                        .listen(port, host));
    }

    private Router router(Router api) {
        Router router = Router.router(vertx);
        router.route().handler(SecurityHeaders::add);
        router.get("/api/v1/openapi.yaml")
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml; charset=utf-8")
                        .end(document.yaml()));
        router.route("/*").subRouter(api);
        Pages.mount(router);
        router.route().handler(context -> context.fail(404));
        router.route().failureHandler(Problems::answer);
        for (int status : new int[] {400, 404, 405, 413, 414, 500}) {
            router.errorHandler(status, Problems::answer);
        }
        return router;
    }
}
