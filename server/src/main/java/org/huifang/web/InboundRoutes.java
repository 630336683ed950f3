package org.huifang.web;

import io.vertx.core.Future;
import org.huifang.customer.PhoneNumber;
import org.huifang.db.Place;
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
        boolean seesNumbers = request.who().seesNumbers();
        return calls.list(request.who().orgId(), request.query("state"), request.place(), request.limit() + 1)
                .map(found -> Cursor.page(
                        request,
                        found.stream().map(call -> shown(call, seesNumbers)).toList(),
                        last -> new Place(last.startedAt(), last.id())));
    }

    private static InboundCalls.Call shown(InboundCalls.Call call, boolean seesNumbers) {
        String caller = call.unknownCaller();
        return caller == null || seesNumbers ? call : call.withCaller(PhoneNumber.masked(caller));
    }
}
