package org.huifang.web;

import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.identity.SignedIn;
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
                        .orElseThrow(() -> Refusal.of(
                                Refusal.Kind.BUSY, "A server is planning at this moment; try again in a while.")));
    }

    private Future<Reply> plan(Request request) {
        String[] after = after(request);
        return planning.plannedCalls()
                .of(
                        request.who().orgId(),
                        request.id(),
                        date(String.valueOf(request.query("date"))),
                        after == null ? null : Instant.parse(after[0]),
                        after == null ? null : UUID.fromString(after[1]),
                        request.limit() + 1)
                .map(found -> Cursor.page(found, request.limit(), last -> Cursor.of(last.from() + " " + last.id())));
    }

    private Future<Reply> decide(Request request) {
        Decision given = request.body(Decision.class);
        SignedIn who = request.who();
        return planning.lists()
                .decide(
                        who.orgId(),
                        who.userId(),
                        request.id(),
                        date(given.date()),
                        given.decision().equals("APPROVE"),
                        given.reason())
                .map(callbacks -> Reply.ok(Map.of("callbacks", callbacks)));
    }

    private Future<Reply> missing(Request request) {
        String[] after = after(request);
        return planning.coverage()
                .missing(
                        request.who().orgId(),
                        request.id(),
                        month(request),
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
            throw Refusal.invalid("cursor", cursor, "use the `next` of the page before");
        }
        return text.split(" ");
    }

    private static @Nullable YearMonth month(Request request) {
        String month = request.query("month");
        try {
            return month == null ? null : YearMonth.parse(month);
        } catch (DateTimeException e) {
            throw Refusal.invalid("month", month, "give a month as 2026-11");
        }
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid("date", text, "give a day that exists, as 2026-11-22");
        }
    }
}
