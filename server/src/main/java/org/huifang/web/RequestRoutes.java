package org.huifang.web;

import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Map;
import org.huifang.callback.CustomerRequests;
import org.huifang.callback.Dispositions;
import org.huifang.db.Database;
import org.huifang.db.Place;
import org.huifang.identity.Role;
import org.huifang.identity.SignedIn;
import org.huifang.report.RequestPages;
import org.jspecify.annotations.Nullable;

/** What customers ask other employees for (R45). */
final class RequestRoutes implements Routes {
    private final Database database;
    private final CustomerRequests requests;
    private final RequestPages pages;
    private final Idempotency idempotency;
    private final Runnable changed;

    /** @param changed told when the pages that follow this server have something new to show */
    RequestRoutes(
            Database database,
            CustomerRequests requests,
            RequestPages pages,
            Idempotency idempotency,
            Runnable changed) {
        this.database = database;
        this.requests = requests;
        this.pages = pages;
        this.idempotency = idempotency;
        this.changed = changed;
    }

    record Asked(
            @Nullable String customer,
            @Nullable String number,
            @Nullable String name,
            OffsetDateTime wishedAt,
            String note,
            @Nullable String campaign,
            @Nullable String agent) {
        CustomerRequests.Given given() {
            return new CustomerRequests.Given(customer, number, name, wishedAt.toInstant(), note, campaign, agent);
        }
    }

    @Override
    public void mount(Api api) {
        api.on("listCustomerRequests", this::list);
        api.on("takeCustomerRequest", this::take);
        api.on("seeCustomerRequest", this::see);
    }

    private Future<Reply> take(Request request) {
        SignedIn who = request.who();
        CustomerRequests.Given given = request.body(Asked.class).given();
        return idempotency
                .once(
                        request,
                        transaction -> requests.take(transaction, who.orgId(), who.userId(), given)
                                .map(taken -> new Reply(
                                        201,
                                        Map.of(
                                                "id",
                                                taken.id(),
                                                "callbackId",
                                                taken.callback(),
                                                "callbackMade",
                                                taken.made()))))
                .onSuccess(reply -> changed.run());
    }

    private Future<Reply> see(Request request) {
        SignedIn who = request.who();
        var noter = new Dispositions.Noter(
                who.orgId(), who.userId(), who.agentId(), who.has(Role.SUPERVISOR) || who.has(Role.ADMIN));
        return database.transaction(transaction -> requests.seen(transaction, noter, request.id()))
                .onSuccess(done -> changed.run())
                .map(done -> Reply.DONE);
    }

    private Future<Reply> list(Request request) {
        var after = request.place();
        return pages.list(
                        request.who().orgId(),
                        "true".equals(request.query("unseen")),
                        after == null ? null : after.at(),
                        after == null ? null : after.id(),
                        request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.takenAt(), last.id())));
    }
}
