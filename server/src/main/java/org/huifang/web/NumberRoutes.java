package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.Map;
import org.huifang.customer.NumberStops;
import org.huifang.customer.PhoneNumbers;
import org.huifang.customer.PhoneStops;
import org.huifang.customer.StoppedNumbers;
import org.huifang.identity.OrgUnits;
import org.huifang.identity.SignedIn;

/** Numbers that must not be called (R42): the list, stopping, releasing. */
final class NumberRoutes implements Routes {
    private final NumberStops stops;
    private final PhoneStops phones;
    private final StoppedNumbers list;
    private final OrgUnits units;

    NumberRoutes(NumberStops stops, PhoneStops phones, StoppedNumbers list, OrgUnits units) {
        this.stops = stops;
        this.phones = phones;
        this.list = list;
        this.units = units;
    }

    record NumberAndReason(String number, String reason) {}

    record Why(String reason) {}

    @Override
    public void mount(Api api) {
        api.on("listStoppedNumbers", this::list);
        api.on("stopNumber", this::stop);
        api.on("releaseNumber", this::release);
        api.on("releaseStoppedNumber", this::releaseStopped);
        api.on("stopPhone", this::stopPhone);
        api.on("releasePhone", this::releasePhone);
    }

    private Future<Reply> list(Request request) {
        String cursor = request.query("cursor");
        return list.list(
                        request.who().orgId(),
                        cursor == null ? null : StoppedNumbers.Position.read(Cursor.text(cursor)),
                        request.limit() + 1,
                        request.who().seesNumbers())
                .map(found -> Cursor.page(
                        found,
                        request.limit(),
                        last -> Cursor.of(new StoppedNumbers.Position(last.stoppedAt(), last.id()).text())));
    }

    private Future<Reply> stop(Request request) {
        NumberAndReason given = request.body(NumberAndReason.class);
        SignedIn who = request.who();
        return units.get(who.orgId())
                .compose(unit -> stops.stop(
                        who.orgId(),
                        who.userId(),
                        PhoneNumbers.parse("number", given.number(), unit.country()),
                        given.reason()))
                .map(NumberRoutes::cancelled);
    }

    private Future<Reply> release(Request request) {
        NumberAndReason given = request.body(NumberAndReason.class);
        SignedIn who = request.who();
        return units.get(who.orgId())
                .compose(unit -> stops.release(
                        who.orgId(),
                        who.userId(),
                        PhoneNumbers.parse("number", given.number(), unit.country()),
                        given.reason()))
                .map(done -> Reply.DONE);
    }

    private Future<Reply> releaseStopped(Request request) {
        SignedIn who = request.who();
        var key = Buffer.buffer(HexFormat.of().parseHex(request.path("key")));
        return stops.release(
                        who.orgId(), who.userId(), key, request.body(Why.class).reason())
                .map(done -> Reply.DONE);
    }

    private Future<Reply> stopPhone(Request request) {
        NumberAndReason given = request.body(NumberAndReason.class);
        SignedIn who = request.who();
        return phones.stop(who.orgId(), who.userId(), phone(request, given), given.reason())
                .map(NumberRoutes::cancelled);
    }

    private Future<Reply> releasePhone(Request request) {
        NumberAndReason given = request.body(NumberAndReason.class);
        SignedIn who = request.who();
        return phones.release(who.orgId(), who.userId(), phone(request, given), given.reason())
                .map(done -> Reply.DONE);
    }

    private static PhoneStops.Phone phone(Request request, NumberAndReason given) {
        return new PhoneStops.Phone(request.id(), Integer.parseInt(request.path("position")), given.number());
    }

    private static Reply cancelled(int count) {
        return Reply.ok(Map.of("cancelled", count));
    }
}
