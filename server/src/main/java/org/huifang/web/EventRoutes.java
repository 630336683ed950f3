package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.campaign.OwnSlots;
import org.huifang.campaign.RuleException;
import org.huifang.campaign.Window;
import org.huifang.identity.SignedIn;
import org.huifang.planning.EventBatch;
import org.huifang.planning.EventDraft;
import org.huifang.planning.PlanningRoom;
import org.jspecify.annotations.Nullable;

/** What happened to customers, and when they asked to be called. */
final class EventRoutes implements Routes {
    private final PlanningRoom planning;
    private final Idempotency idempotency;

    EventRoutes(PlanningRoom planning, Idempotency idempotency) {
        this.planning = planning;
        this.idempotency = idempotency;
    }

    record EventInput(
            String type,
            String customer,
            String key,
            String date,
            @Nullable Map<String, Object> attributes) {}

    record Slots(List<Slot> slots) {}

    record Slot(String days, String from, String to) {}

    @Override
    public void mount(Api api) {
        api.on("createEvent", this::create);
        api.on(
                "listCustomerEvents",
                request -> planning.events()
                        .of(request.who().orgId(), request.id())
                        .map(Reply::items));
        api.on(
                "getCustomerSlots",
                request -> planning.slots()
                        .get(request.who().orgId(), request.id())
                        .map(slots -> Reply.ok(Map.of(
                                "slots", slots.stream().map(EventRoutes::slot).toList()))));
        api.on("setCustomerSlots", this::setSlots);
    }

    private Future<Reply> create(Request request) {
        EventInput given = request.body(EventInput.class);
        EventDraft draft = new EventDraft(
                given.type(),
                given.customer(),
                given.key(),
                date(given.date()),
                given.attributes() == null ? null : new JsonObject(Json.write(given.attributes())));
        return idempotency
                .once(
                        request,
                        transaction -> planning.eventBatch()
                                .store(transaction, request.who().orgId(), List.of(draft))
                                .compose(results -> answer(results.get(0))))
                .onSuccess(stored -> planning.hint());
    }

    private static Future<Reply> answer(EventBatch.Result result) {
        return result.refusal() != null
                ? Future.failedFuture(result.refusal())
                : Future.succeededFuture(new Reply(
                        result.fate() == EventBatch.Result.Fate.CREATED ? 201 : 200,
                        Map.of("id", String.valueOf(result.id()))));
    }

    private Future<Reply> setSlots(Request request) {
        SignedIn who = request.who();
        String text = String.join(
                ";",
                request.body(Slots.class).slots().stream()
                        .map(slot -> slot.days() + " " + slot.from() + "-" + slot.to())
                        .toList());
        List<Window> slots;
        try {
            slots = OwnSlots.parse(text);
        } catch (RuleException e) {
            throw e.refusal("");
        }
        return planning.slots()
                .set(who.orgId(), who.userId(), request.id(), slots)
                .map(done -> Reply.DONE);
    }

    private static Slot slot(Window window) {
        return new Slot(window.days().name(), window.fromText(), window.toText());
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid("date", text, Remedy.DAY.with());
        }
    }
}
