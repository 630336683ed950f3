package org.huifang.campaign;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** A calendar as CSV: {@code day,working,name} with a header; {@code working} is true for a make-up working day. */
public final class CalendarFile {
    private static final List<String> HEADER = List.of("day", "working", "name");
    private static final int DAYS_AT_MOST = 20_000;

    private CalendarFile() {}

    /** @throws Refusal naming the line, also when a day stands there twice */
    public static List<Calendars.Day> read(String text) {
        var days = new ArrayList<Calendars.Day>();
        var lines = new HashMap<LocalDate, Long>();
        boolean header = true;
        try (var reader = CsvReader.builder().skipEmptyLines(true).ofCsvRecord(text.replaceFirst("^\uFEFF", ""))) {
            for (CsvRecord row : reader) {
                if (header) {
                    refuseUnless(row.getFields().equals(HEADER), row, Remedy.NO_DAYS.with());
                    header = false;
                    continue;
                }
                refuseUnless(row.getFieldCount() == 3, row, Remedy.FIELD_COUNT.with(row.getFieldCount(), 3));
                Calendars.Day day = day(row);
                Long before = lines.put(day.day(), row.getStartingLineNumber());
                refuseUnless(before == null, row, Remedy.DAY_TWICE.with(day.day(), before));
                days.add(day);
                refuseUnless(days.size() <= DAYS_AT_MOST, row, Remedy.TOO_MANY.with(DAYS_AT_MOST));
            }
        } catch (CsvParseException e) {
            throw Refusal.invalid("file", null, Remedy.NO_CSV.with(String.valueOf(e.getMessage())));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (days.isEmpty()) {
            throw Refusal.invalid("file", null, Remedy.NO_DAYS.with());
        }
        return days;
    }

    private static Calendars.Day day(CsvRecord row) {
        String working = row.getField(1).strip();
        refuseUnless(working.matches("true|false"), row, Remedy.WORKING_OR_NOT.with());
        String name = row.getField(2).strip();
        refuseUnless(
                !name.isEmpty() && name.length() <= 80 && name.chars().noneMatch(Character::isISOControl),
                row,
                Remedy.ONE_LINE.with(80));
        try {
            LocalDate day = LocalDate.parse(row.getField(0).strip());
            refuseUnless(day.getYear() >= 1900 && day.getYear() <= 2199, row, Remedy.DATE_RANGE.with(1900, 2199));
            return new Calendars.Day(day, working.equals("true"), name);
        } catch (DateTimeException e) {
            throw refusal(row, Remedy.DAY.with());
        }
    }

    private static void refuseUnless(boolean good, CsvRecord row, Remedy.Said remedy) {
        if (!good) {
            throw refusal(row, remedy);
        }
    }

    private static Refusal refusal(CsvRecord row, Remedy.Said remedy) {
        return Refusal.invalid("line " + row.getStartingLineNumber(), row.getField(0), remedy);
    }
}
