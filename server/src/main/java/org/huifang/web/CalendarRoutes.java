package org.huifang.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.campaign.CalendarFile;
import org.huifang.campaign.Calendars;
import org.huifang.campaign.CountryHolidays;
import org.huifang.identity.SignedIn;
import org.jspecify.annotations.Nullable;

/** Calendars of working days: day by day, as a file, or reckoned for a country. */
final class CalendarRoutes implements Routes {
    private static final long LARGEST_FILE = 1 << 20;

    private final Vertx vertx;
    private final Calendars calendars;
    private final WorkerExecutor worker;

    /** @param worker reads files and reckons years */
    CalendarRoutes(Vertx vertx, Calendars calendars, WorkerExecutor worker) {
        this.vertx = vertx;
        this.calendars = calendars;
        this.worker = worker;
    }

    record DayInput(boolean working, String name) {}

    record Reckoning(String country, @Nullable String region, int firstYear, int lastYear) {}

    record Country(String country) {}

    /** What would be stored, and how it can be narrowed. */
    record CountryYear(List<Calendars.Day> items, List<CountryHolidays.Region> regions) {}

    @Override
    public void mount(Api api) {
        api.on("listCalendars", request -> calendars.all().map(Reply::items));
        api.on(
                "getCalendarYear",
                request -> calendars
                        .days(request.path("calendar"), Integer.parseInt(request.path("year")))
                        .map(Reply::items));
        api.on("putCalendarDay", this::put);
        api.on("removeCalendarDay", this::remove);
        api.on("importCalendar", this::file);
        api.on("reckonCalendar", this::reckon);
        api.on(
                "listCountries",
                request -> Future.succeededFuture(Reply.items(
                        CountryHolidays.countries().stream().map(Country::new).toList())));
        api.on("getCountryYear", this::countryYear);
    }

    private Future<Reply> put(Request request) {
        DayInput given = request.body(DayInput.class);
        SignedIn who = request.who();
        return calendars
                .put(
                        who.orgId(),
                        who.userId(),
                        request.path("calendar"),
                        new Calendars.Day(day(request), given.working(), given.name()))
                .map(done -> Reply.DONE);
    }

    private Future<Reply> remove(Request request) {
        SignedIn who = request.who();
        return calendars
                .remove(who.orgId(), who.userId(), request.path("calendar"), day(request))
                .map(done -> Reply.DONE);
    }

    private Future<Reply> file(Request request) {
        return new Upload(vertx, LARGEST_FILE)
                .take(request.http().request())
                .compose(received -> worker.executeBlocking(
                                () -> CalendarFile.read(decoded(Files.readAllBytes(received.file()))), false)
                        .eventually(
                                () -> vertx.fileSystem().delete(received.file().toString())))
                .compose(days -> replace(request, days));
    }

    private Future<Reply> countryYear(Request request) {
        String country = request.path("country");
        String region = request.query("region");
        int year = Integer.parseInt(request.path("year"));
        return worker.executeBlocking(
                        () -> new CountryYear(
                                CountryHolidays.of(country, region == null ? "" : region, year, year),
                                CountryHolidays.regions(country)),
                        false)
                .map(Reply::ok);
    }

    private Future<Reply> reckon(Request request) {
        Reckoning given = request.body(Reckoning.class);
        return worker.executeBlocking(
                        () -> CountryHolidays.of(
                                given.country(),
                                given.region() == null ? "" : given.region(),
                                given.firstYear(),
                                given.lastYear()),
                        false)
                .compose(days -> replace(request, days));
    }

    private Future<Reply> replace(Request request, List<Calendars.Day> days) {
        SignedIn who = request.who();
        return calendars
                .replaceYears(who.orgId(), who.userId(), request.path("calendar"), days)
                .map(count -> Reply.ok(Map.of("days", count)));
    }

    private static LocalDate day(Request request) {
        try {
            return LocalDate.parse(request.path("day"));
        } catch (DateTimeException e) {
            throw Refusal.invalid("day", request.path("day"), Remedy.DAY.with());
        }
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, Charset.forName("GB18030"));
        }
    }
}
