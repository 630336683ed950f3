package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestValidator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.identity.SignedIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations of {@code openapi.yaml}. Each request passes the same steps: who asks and may they, the body (JSON of
 * at most 1 MiB), validation, the operation, its reply.
 */
public final class Api {
    private static final Logger log = LoggerFactory.getLogger(Api.class);
    static final int BODY_LIMIT = 1 << 20;
    private static final String WHO = "huifang.who";

    private final Vertx vertx;
    private final ApiDocument document;
    private final Authentication authentication;
    private final Map<String, Operation> operations = new HashMap<>();
    private final BodyHandler jsonBody =
            BodyHandler.create(false).setBodyLimit(BODY_LIMIT).setPreallocateBodyBuffer(false);

    Api(Vertx vertx, ApiDocument document, Authentication authentication) {
        this.vertx = vertx;
        this.document = document;
        this.authentication = authentication;
    }

    /** @throws IllegalArgumentException when the document has no such operation, or it is taken */
    public void on(String operationId, Operation operation) {
        if (!document.operations().contains(operationId) || operations.put(operationId, operation) != null) {
            throw new IllegalArgumentException("operation " + operationId + " is unknown or given twice");
        }
    }

    Future<Router> router(List<Routes> features) {
        features.forEach(feature -> feature.mount(this));
        document.operations().stream()
                .filter(id -> !operations.containsKey(id))
                .forEach(id -> log.warn("operation is described but not offered operation={}", id));
        return OpenAPIContract.from(vertx, document.forValidation()).map(contract -> {
            var builder = RouterBuilder.create(vertx, contract);
            var validator = RequestValidator.create(vertx, ValidatedContract.of(contract));
            var extractor = RequestExtractor.withBodyHandler();
            for (var route : builder.getRoutes()) {
                String id = route.getOperation().getOperationId();
                route.setDoValidation(false)
                        .addHandler(context -> signIn(context, id))
                        .addHandler(context -> readBody(context, id))
                        .addHandler(context -> extractor
                                .extractValidatableRequest(context, route.getOperation())
                                .compose(request -> validator.validate(request, id))
                                .onSuccess(valid -> context.next())
                                .onFailure(context::fail))
                        .addHandler(context -> answer(context, id));
            }
            return builder.createRouter();
        });
    }

    private void signIn(RoutingContext context, String id) {
        context.request().pause();
        authentication
                .check(context, id)
                .onSuccess(who -> {
                    context.put(WHO, who);
                    context.next();
                })
                .onFailure(failure -> {
                    context.request().resume();
                    context.fail(failure);
                });
    }

    private void readBody(RoutingContext context, String id) {
        if (!document.takesJson(id)) {
            // An upload stays paused until its operation takes it.
            context.next();
            return;
        }
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        context.request().resume();
        if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
            context.fail(Refusal.invalid("Content-Type", type, Remedy.SEND_TYPE.with("application/json")));
            return;
        }
        jsonBody.handle(context);
    }

    private void answer(RoutingContext context, String id) {
        Operation operation = operations.get(id);
        if (operation == null) {
            context.fail(Refusal.of(Refusal.Kind.UNAVAILABLE, Remedy.NOT_OFFERED.with()));
            return;
        }
        Optional<SignedIn> who = context.get(WHO);
        Future<Reply> replied;
        try {
            replied = operation.answer(new Request(context, who.orElse(null)));
        } catch (RuntimeException e) {
            replied = Future.failedFuture(e);
        }
        replied.onSuccess(reply -> send(context, reply)).onFailure(context::fail);
    }

    private static void send(RoutingContext context, Reply reply) {
        if (reply.status() == 0 || context.response().ended()) {
            return;
        }
        var response =
                context.response().setStatusCode(reply.status()).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (reply.body() == null) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(Json.write(reply.body()));
        }
    }
}
