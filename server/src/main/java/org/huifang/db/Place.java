package org.huifang.db;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;

/** Where a page of a list ends that goes from the newest to the oldest. */
public record Place(Instant at, UUID id) {
    public String text() {
        return at + " " + id;
    }

    /** @throws Refusal when it is none */
    public static Place read(String text) {
        try {
            int space = text.indexOf(' ');
            return new Place(
                    Instant.parse(text.substring(0, Math.max(space, 0))), UUID.fromString(text.substring(space + 1)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw Refusal.invalid("cursor", null, Remedy.NEXT_OF_PAGE.with());
        }
    }
}
