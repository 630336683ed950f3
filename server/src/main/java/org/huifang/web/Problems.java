package org.huifang.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.ValidatorException;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every failure of a request into a {@link Problem}, and logs those that are ours. */
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void answer(RoutingContext context) {
        answer(context, of(context));
    }

    static void answer(RoutingContext context, Problem problem) {
        var response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Half an answer is out: cutting it tells the client that it is not whole.
            response.reset();
            return;
        }
        if (problem.status() == 429 || problem.status() == 503) {
            response.putHeader("Retry-After", "5");
        }
        if (problem.status() == 413) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Json.write(problem));
    }

    private static Problem of(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof Refusal refusal) {
            return Problem.of(refusal);
        }
        if (failure instanceof CancellationException) {
            // Whoever asked has left: nobody reads this.
            return Problem.of("cancelled", "Cancelled", 499, "The client left before the answer.");
        }
        if (failure instanceof ValidatorException invalid) {
            return Problem.of(InvalidRequest.refusal(invalid, context.body().buffer()));
        }
        return switch (context.statusCode()) {
            case 400 ->
                Problem.of(
                        "invalid",
                        "The request cannot be used",
                        400,
                        "The request is malformed; check path and parameters.");
            case 404 -> Problem.of("not-found", "Not found", 404, "There is nothing at this address.");
            case 405 -> Problem.of("method", "Method not allowed", 405, "This address does not know the method.");
            case 413 -> Problem.of("too-large", "Too large", 413, Remedy.BODY_TOO_LARGE.with());
            case 414 -> Problem.of("too-large", "Too large", 414, "The address is too long.");
            default -> ours(context, failure);
        };
    }

    private static Problem ours(RoutingContext context, Throwable failure) {
        String incident = UUID.randomUUID().toString();
        String route =
                context.currentRoute() == null ? "-" : context.currentRoute().getPath();
        if (context.response().closed()) {
            log.info("a client left before its answer was complete route={} why=\"{}\"", route, failure.getMessage());
        } else {
            log.error(
                    "request failed incident={} method={} route={}",
                    incident,
                    context.request().method(),
                    route,
                    failure);
        }
        return Problem.of("internal", "The server failed", 500, Remedy.SERVER_FAILED.with(incident));
    }
}
