package org.huifang.web;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.callback.CallbackBatch;
import org.huifang.callback.CallbackDecisions;
import org.huifang.callback.CallbackDraft;
import org.huifang.customer.Customers;
import org.huifang.db.Place;
import org.huifang.identity.SignedIn;
import org.huifang.report.AttemptHistory;
import org.huifang.report.CallbackDetails;
import org.huifang.report.CallbackPages;
import org.huifang.report.WhyNotCalled;
import org.jspecify.annotations.Nullable;

/** Callbacks: list, detail, making one, and what supervisors decide about one. */
final class CallbackRoutes implements Routes {
    private final CallbackBatch batch;
    private final CallbackDecisions decisions;
    private final CallbackPages pages;
    private final CallbackDetails details;
    private final Customers customers;
    private final Idempotency idempotency;

    CallbackRoutes(
            CallbackBatch batch,
            CallbackDecisions decisions,
            CallbackPages pages,
            CallbackDetails details,
            Customers customers,
            Idempotency idempotency) {
        this.batch = batch;
        this.decisions = decisions;
        this.pages = pages;
        this.details = details;
        this.customers = customers;
        this.idempotency = idempotency;
    }

    record NewCallback(
            String campaign,
            String customer,
            String occasion,
            @Nullable OffsetDateTime notBefore,
            @Nullable OffsetDateTime deadline) {
        CallbackDraft draft() {
            return new CallbackDraft(campaign, customer, occasion, instant(notBefore), instant(deadline));
        }

        private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
            return time == null ? null : time.toInstant();
        }
    }

    record Cancellation(String reason) {}

    record Resolution(String as, String reason, @Nullable Boolean dialAgain) {}

    record WithCustomer(
            CallbackDetails.CallbackFacts callback,
            Customers.CustomerView customer,
            CallbackDetails.CampaignRef campaign,
            WhyNotCalled.Answer why,
            List<AttemptHistory.Attempt> attempts,
            List<CallbackDetails.Message> messages,
            List<CallbackDetails.Reply> replies) {}

    @Override
    public void mount(Api api) {
        api.on("listCallbacks", this::list);
        api.on(
                "getCallback",
                request -> details.get(request.who().orgId(), request.id())
                        .compose(detail -> customers
                                .get(
                                        request.who().orgId(),
                                        detail.callback().customerId(),
                                        request.who().seesNumbers())
                                .map(customer -> Reply.ok(new WithCustomer(
                                        detail.callback(),
                                        customer,
                                        detail.campaign(),
                                        detail.why(),
                                        detail.attempts(),
                                        detail.messages(),
                                        detail.replies())))));
        api.on("createCallback", this::create);
        api.on("cancelCallback", request -> {
            SignedIn who = request.who();
            return decisions
                    .cancel(
                            who.orgId(),
                            who.userId(),
                            request.id(),
                            request.body(Cancellation.class).reason())
                    .map(done -> Reply.DONE);
        });
        api.on("resolveCallback", request -> {
            SignedIn who = request.who();
            Resolution given = request.body(Resolution.class);
            return decisions
                    .resolve(
                            who.orgId(),
                            who.userId(),
                            request.id(),
                            given.as(),
                            given.reason(),
                            Boolean.TRUE.equals(given.dialAgain()))
                    .map(done -> Reply.DONE);
        });
    }

    private Future<Reply> create(Request request) {
        CallbackDraft draft = request.body(NewCallback.class).draft();
        return idempotency.once(
                request,
                transaction -> batch.create(transaction, request.who().orgId(), List.of(draft))
                        .compose(results -> {
                            var result = results.get(0);
                            return result.refusal() != null || result.id() == null
                                    ? Future.failedFuture(java.util.Objects.requireNonNull(result.refusal()))
                                    : Future.succeededFuture(
                                            new Reply(result.created() ? 201 : 200, Map.of("id", result.id())));
                        }));
    }

    private Future<Reply> list(Request request) {
        String customer = request.query("customer");
        return pages.list(
                        request.who().orgId(),
                        new CallbackPages.Filter(
                                request.query("state"),
                                request.query("campaign"),
                                customer == null ? null : UUID.fromString(customer),
                                request.query("q"),
                                request.query("reason")),
                        request.place(),
                        request.limit() + 1)
                .map(found -> Cursor.page(request, found, last -> new Place(last.createdAt(), last.id())));
    }
}
