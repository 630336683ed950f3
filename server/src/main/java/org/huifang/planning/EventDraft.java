package org.huifang.planning;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a customer, or will.
 *
 * @param type DELIVERY, SERVICE, CONTRACT, COMPLAINT_HANDLED, BIRTHDAY, FIRST_SERVICE … : whatever campaigns ask for
 * @param customer the customer's reference
 * @param key tells events of one type and customer apart: order, contract, vehicle
 * @param date the organisation's
 * @param attributes for people to read; at most 20 of 500 characters
 */
public record EventDraft(
        String type,
        String customer,
        String key,
        LocalDate date,
        @Nullable JsonObject attributes) {
    private static final int ATTRIBUTES = 20;
    private static final int ATTRIBUTE_LENGTH = 500;

    public EventDraft {
        if (type == null || !type.matches("[A-Z][A-Z0-9_]{1,39}")) {
            throw Refusal.invalid("type", type, Remedy.EVENT_TYPE.with());
        }
        required("customer", customer, 100);
        required("key", key, 120);
        if (date == null || date.getYear() < 1900 || date.getYear() > 2199) {
            throw Refusal.invalid("date", date, Remedy.DATE_RANGE.with(1900, 2199));
        }
        if (attributes != null && attributes.size() > ATTRIBUTES) {
            throw Refusal.invalid("attributes", attributes.size(), Remedy.TOO_MANY.with(ATTRIBUTES));
        }
        if (attributes != null
                && attributes.stream()
                        .anyMatch(entry -> String.valueOf(entry.getValue()).length() > ATTRIBUTE_LENGTH)) {
            throw Refusal.invalid("attributes", null, Remedy.TEXT_LENGTH.with(ATTRIBUTE_LENGTH));
        }
    }

    private static void required(String field, @Nullable String value, int longest) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid(field, null, Remedy.IS_MISSING.with());
        }
        if (value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(field, value, Remedy.ONE_LINE.with(longest));
        }
    }
}
