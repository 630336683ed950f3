package org.huifang.web;

import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Place;
import org.huifang.identity.SignedIn;
import org.huifang.planning.PlanLists;
import org.huifang.planning.PlanningRoom;
import org.jspecify.annotations.Nullable;

/** Lists of callbacks to come, their approval (R19), and coverage (R11). */
final class PlanRoutes implements Routes {
    private final PlanningRoom planning;

    PlanRoutes(PlanningRoom planning) {
        this.planning = planning;
    }

    record Decision(String date, String decision, String reason) {}

    @Override
    public void mount(Api api) {
        api.on("runPlanner", this::run);
        api.on(
                "listPlanLists",
                request -> planning.lists().all(request.who().orgId()).map(Reply::items));
        api.on(
                "getPlanDay",
                request -> planning.day()
                        .of(
                                request.who().orgId(),
                                request.query("date") == null ? null : date(String.valueOf(request.query("date"))))
                        .map(Reply::ok));
        api.on("getPlan", this::plan);
        api.on("decidePlan", this::decide);
        api.on(
                "listCoverage",
                request -> planning.coverage()
                        .all(request.who().orgId(), month(request))
                        .map(Reply::items));
        api.on(
                "getCoverage",
                request -> planning.coverage()
                        .of(request.who().orgId(), request.id(), month(request))
                        .map(Reply::ok));
        api.on("listNotCovered", this::missing);
    }

    private Future<Reply> run(Request request) {
        return planning.planner()
                .run(request.who().orgId())
                .map(totals -> totals.map(Reply::ok)
                        .orElseThrow(() -> Refusal.of(Refusal.Kind.BUSY, Remedy.PLANNING_NOW.with())));
    }

    private Future<Reply> plan(Request request) {
        var after = request.place();
        LocalDate date = date(String.valueOf(request.query("date")));
        @Nullable Instant afterAt = after == null ? null : after.at();
        @Nullable UUID afterId = after == null ? null : after.id();
        var calls = planning.plannedCalls();
        UUID org = request.who().orgId();
        return ("true".equals(request.query("list"))
                        ? calls.ofList(org, request.id(), date, afterAt, afterId, request.limit() + 1)
                        : calls.of(org, request.id(), date, afterAt, afterId, request.limit() + 1))
                .map(found -> Cursor.page(request, found, last -> new Place(last.from(), last.id())));
    }

    private Future<Reply> decide(Request request) {
        Decision given = request.body(Decision.class);
        SignedIn who = request.who();
        LocalDate date = date(given.date());
        PlanLists lists = planning.lists();
        return (given.decision().equals("WITHDRAW")
                        ? lists.withdraw(who.orgId(), who.userId(), request.id(), date, given.reason())
                        : lists.decide(
                                who.orgId(),
                                who.userId(),
                                request.id(),
                                date,
                                given.decision().equals("APPROVE"),
                                given.reason()))
                .map(callbacks -> Reply.ok(Map.of("callbacks", callbacks)));
    }

    private Future<Reply> missing(Request request) {
        if ("csv".equals(request.query("format"))) {
            return new NotCoveredFile(planning.coverage(), request, month(request)).send();
        }
        String[] after = after(request);
        return planning.coverage()
                .missing(
                        request.who().orgId(),
                        request.id(),
                        month(request),
                        request.query("why"),
                        after == null ? null : LocalDate.parse(after[0]),
                        after == null ? null : UUID.fromString(after[1]),
                        request.limit() + 1)
                .map(found -> Cursor.page(found, request.limit(), last -> Cursor.of(last.date() + " " + last.id())));
    }

    private static String @Nullable [] after(Request request) {
        String cursor = request.query("cursor");
        if (cursor == null) {
            return null;
        }
        String text = Cursor.text(cursor);
        if (!text.matches("[0-9TZ:.-]{10,30} [0-9a-f-]{36}")) {
            throw Refusal.invalid("cursor", cursor, Remedy.NEXT_OF_PAGE.with());
        }
        return text.split(" ");
    }

    private static @Nullable YearMonth month(Request request) {
        String month = request.query("month");
        try {
            return month == null ? null : YearMonth.parse(month);
        } catch (DateTimeException e) {
            throw Refusal.invalid("month", month, Remedy.MONTH.with());
        }
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid("date", text, Remedy.DAY.with());
        }
    }
}
