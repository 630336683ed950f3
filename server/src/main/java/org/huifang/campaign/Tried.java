package org.huifang.campaign;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counted attempts so far, as far as they bar a further one (R33).
 *
 * @param lastDate the customer's date of the last; null: none yet
 * @param bands of all, oldest first
 */
public record Tried(@Nullable LocalDate lastDate, List<Band> bands) {
    public static final Tried NOTHING = new Tried(null, List.of());

    public Tried {
        bands = List.copyOf(bands);
    }

    public Tried and(LocalDate date, Band band) {
        var more = new ArrayList<>(bands);
        more.add(band);
        return new Tried(date, more);
    }

    /** Never on the date of a counted attempt again. */
    boolean allows(LocalDate date) {
        return lastDate == null || date.isAfter(lastDate);
    }

    /** Never in the band of the attempt before. */
    boolean allows(Band band) {
        return bands.isEmpty() || !band.overlaps(bands.get(bands.size() - 1));
    }

    boolean isNew(Band band) {
        return bands.stream().noneMatch(band::overlaps);
    }

    LocalDate firstDate(LocalDate today) {
        return lastDate == null || today.isAfter(lastDate) ? today : lastDate.plusDays(1);
    }

    /** As {@code callback.tried_bands} stores it. */
    public String[] bandsAsText() {
        return bands.stream().map(band -> band.start() + "-" + band.end()).toArray(String[]::new);
    }

    public static Tried read(@Nullable LocalDate lastDate, String[] bandsAsText) {
        var bands = new ArrayList<Band>();
        for (String text : bandsAsText) {
            int dash = text.indexOf('-');
            bands.add(new Band(LocalTime.parse(text.substring(0, dash)), LocalTime.parse(text.substring(dash + 1))));
        }
        return new Tried(lastDate, bands);
    }
}
