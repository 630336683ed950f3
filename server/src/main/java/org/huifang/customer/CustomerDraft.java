package org.huifang.customer;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * A customer as somebody wants it stored, checked.
 *
 * @param ref the customer's reference in the user's own system, unique in the organisation
 * @param phones 1 to 9 different numbers, best first
 * @param zone null: the organisation's
 */
public record CustomerDraft(
        String ref,
        String name,
        List<PhoneNumber> phones,
        String language,
        @Nullable String dialect,
        @Nullable ZoneId zone,
        @Nullable String seller,
        Map<String, String> attributes) {

    /** What people and files give: text only. */
    public record Given(
            @Nullable String ref,
            @Nullable String name,
            @Nullable List<String> phones,
            @Nullable String language,
            @Nullable String dialect,
            @Nullable String zone,
            @Nullable String seller,
            @Nullable Map<String, String> attributes) {}

    /**
     * @param country where numbers without country code are at home
     * @throws Refusal naming the field that cannot be used
     */
    public static CustomerDraft check(Given given, String country) {
        return new CustomerDraft(
                required("ref", given.ref(), 100),
                required("name", given.name(), 120),
                numbers(given.phones(), country),
                language(given.language()),
                optional("dialect", given.dialect(), 40),
                zone(given.zone()),
                optional("seller", given.seller(), 60),
                given.attributes() == null ? Map.of() : Map.copyOf(given.attributes()));
    }

    private static List<PhoneNumber> numbers(@Nullable List<String> phones, String country) {
        if (phones == null || phones.isEmpty()) {
            throw Refusal.invalid("phone1", null, Remedy.PHONE_NEEDED.with());
        }
        if (phones.size() > 9) {
            throw Refusal.invalid("phones", phones.size(), Remedy.PHONES_AT_MOST.with(9));
        }
        var numbers = new ArrayList<PhoneNumber>();
        var seen = new HashSet<String>();
        for (int i = 0; i < phones.size(); i++) {
            PhoneNumber number = PhoneNumbers.parse("phone" + (i + 1), phones.get(i), country);
            if (seen.add(number.e164())) {
                numbers.add(number);
            }
        }
        return List.copyOf(numbers);
    }

    private static String language(@Nullable String text) {
        String language = optional("language", text, 20);
        if (language == null) {
            return "zh";
        }
        if (!language.matches("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")) {
            throw Refusal.invalid("language", language, Remedy.LANGUAGE_TAG.with());
        }
        return language;
    }

    private static @Nullable ZoneId zone(@Nullable String text) {
        String zone = optional("zone", text, 60);
        try {
            return zone == null ? null : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw Refusal.invalid("zone", zone, Remedy.ZONE.with());
        }
    }

    private static String required(String field, @Nullable String text, int longest) {
        String value = optional(field, text, longest);
        if (value == null) {
            throw Refusal.invalid(field, null, Remedy.IS_MISSING.with());
        }
        return value;
    }

    private static @Nullable String optional(String field, @Nullable String text, int longest) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String value = text.strip();
        if (value.length() > longest) {
            throw Refusal.invalid(field, value, Remedy.TOO_LONG.with(longest));
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(field, null, Remedy.CONTROL_CHARACTERS.with());
        }
        return value;
    }
}
