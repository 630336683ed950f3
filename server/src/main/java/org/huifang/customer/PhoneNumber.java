package org.huifang.customer;

/**
 * A number that can be dialled.
 *
 * @param e164 {@code +}, country code and number; a Chinese service or privacy number likewise with +86, although
 *     E.164 does not know it
 */
public record PhoneNumber(String e164, Kind kind) {
    /** What sort of number; a fixed line cannot get SMS, a privacy number expires. */
    public enum Kind {
        MOBILE,
        FIXED,
        /** 400, 800 and 95xxx numbers of companies. */
        SERVICE,
        /** A Chinese stand-in for a mobile: 11 digits that route, 3 or 4 that tell who is meant, dialled in one. */
        PRIVACY,
        INTERNATIONAL
    }

    /** For people who may not see it: the start and the end only. */
    public String masked() {
        return masked(e164);
    }

    public static String masked(String e164) {
        int shownAtStart = e164.length() > 10 ? 6 : 3;
        int shownAtEnd = e164.length() > 10 ? 4 : 2;
        int hidden = Math.max(0, e164.length() - shownAtStart - shownAtEnd);
        return e164.substring(0, shownAtStart) + "•".repeat(hidden) + e164.substring(shownAtStart + hidden);
    }

    @Override
    public String toString() {
        return "PhoneNumber[" + kind + "]"; // Numbers never get into logs.
    }
}
