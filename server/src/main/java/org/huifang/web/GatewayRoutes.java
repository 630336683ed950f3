package org.huifang.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.message.gateway.Gateways;
import org.huifang.message.gateway.Inbound;

/**
 * What providers tell by HTTP: receipts, and what customers wrote. Public, but for the gateway's secret. Answered with 200
 * only when it is committed, so that a provider may send it again.
 */
public final class GatewayRoutes implements Routes {
    private static final int LONGEST = 64 * 1024;

    private final Gateways gateways;
    private final Inbound inbound;

    public GatewayRoutes(Gateways gateways, Inbound inbound) {
        this.gateways = gateways;
        this.inbound = inbound;
    }

    @Override
    public void mount(Api api) {
        api.on("gatewayReceipt", request -> receipt(request, parameters(request)));
        api.on("gatewayReply", request -> reply(request, parameters(request)));
        api.on("postGatewayReceipt", request -> body(request).compose(given -> receipt(request, given)));
        api.on("postGatewayReply", request -> body(request).compose(given -> reply(request, given)));
    }

    private Future<Reply> receipt(Request request, Map<String, String> given) {
        String gateway = known(request);
        Inbound.Receipt receipt = gateways.receipt(gateway, given);
        return receipt == null
                ? Future.failedFuture(Refusal.invalid("id", null, Remedy.GATEWAY_MESSAGE.with()))
                : inbound.receipt(receipt).map(new Reply(200, null));
    }

    private Future<Reply> reply(Request request, Map<String, String> given) {
        String gateway = known(request);
        Inbound.Reply reply = gateways.reply(gateway, given);
        return reply == null
                ? Future.failedFuture(Refusal.invalid("from", null, Remedy.GATEWAY_SENDER.with()))
                : inbound.reply(reply).map(new Reply(200, null));
    }

    /** @throws Refusal unless the caller knows the gateway's secret; a gateway that is none is refused alike */
    private String known(Request request) {
        String gateway = request.path("gateway");
        if (!gateways.knowsSecret(gateway, request.query("key"))) {
            throw Refusal.of(Refusal.Kind.NOT_SIGNED_IN, "The key of this address is missing or wrong.");
        }
        return gateway;
    }

    private static Map<String, String> parameters(Request request) {
        var parameters = new HashMap<String, String>();
        request.http().queryParams().forEach(parameters::put);
        return parameters;
    }

    private static Future<Map<String, String>> body(Request request) {
        return read(request).map(body -> {
            var parameters = parameters(request);
            String text = body.toString();
            if (text.startsWith("{")) {
                try {
                    new JsonObject(text)
                            .forEach(entry -> parameters.put(entry.getKey(), String.valueOf(entry.getValue())));
                } catch (DecodeException e) {
                    throw Refusal.invalid("body", null, Remedy.NO_JSON.with());
                }
            } else {
                new QueryStringDecoder(text, false)
                        .parameters()
                        .forEach((name, values) -> parameters.put(name, values.get(0)));
            }
            return parameters;
        });
    }

    private static Future<Buffer> read(Request request) {
        var http = request.http().request();
        Promise<Buffer> done = Promise.promise();
        Buffer body = Buffer.buffer();
        http.handler(chunk -> {
            if (body.length() + chunk.length() > LONGEST) {
                done.tryFail(Refusal.of(Refusal.Kind.TOO_LARGE, "At most 64 KiB are taken here."));
            } else {
                body.appendBuffer(chunk);
            }
        });
        http.exceptionHandler(done::tryFail);
        http.endHandler(end -> done.tryComplete(body));
        http.resume();
        return done.future();
    }
}
