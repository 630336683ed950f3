package org.huifang.db;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One text of a statement for each month: with the bounds of its partition written out, a plan knows that one partition.
 * With a parameter alone it would be made, or begun, for all of them each time.
 */
public final class MonthBounds {
    private final String statement;
    private final ConcurrentMap<YearMonth, String> texts = new ConcurrentHashMap<>();

    /** @param statement holds {@code {month COLUMN}} where the bounds go */
    public MonthBounds(String statement) {
        this.statement = statement;
    }

    /** @param at the value of the partitioning column */
    public String of(Instant at) {
        return texts.computeIfAbsent(
                YearMonth.from(at.atOffset(ZoneOffset.UTC)),
                month -> statement.replaceAll(
                        "\\{month ([a-z_.]+)}",
                        "$1 >= '" + month.atDay(1) + " 00:00:00+00' AND $1 < '"
                                + month.plusMonths(1).atDay(1) + " 00:00:00+00'"));
    }
}
