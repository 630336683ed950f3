package org.huifang.web;

import io.vertx.core.Future;
import org.huifang.customer.PhoneNumber;
import org.huifang.report.InboundCalls;

/** Calls that came in (R44), for whoever looks after those that nobody took. */
final class InboundRoutes implements Routes {
    private final InboundCalls calls;

    InboundRoutes(InboundCalls calls) {
        this.calls = calls;
    }

    @Override
    public void mount(Api api) {
        api.on("listInboundCalls", this::list);
    }

    private Future<Reply> list(Request request) {
        String cursor = request.query("cursor");
        boolean seesNumbers = request.who().seesNumbers();
        return calls.list(
                        request.who().orgId(),
                        request.query("state"),
                        cursor == null ? null : InboundCalls.Position.read(Cursor.text(cursor)),
                        request.limit() + 1)
                .map(found -> Cursor.page(
                        found.stream().map(call -> shown(call, seesNumbers)).toList(),
                        request.limit(),
                        last -> Cursor.of(new InboundCalls.Position(last.startedAt(), last.id()).text())));
    }

    private static InboundCalls.Call shown(InboundCalls.Call call, boolean seesNumbers) {
        String caller = call.unknownCaller();
        return caller == null || seesNumbers ? call : call.withCaller(PhoneNumber.masked(caller));
    }
}
