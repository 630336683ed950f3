package org.huifang.demo;

/** How a customer of the demo world behaves; the end of the number decides ({@code dialplan/world/customer.conf}). */
public enum DemoCustomer {
    /** Rings two seconds, talks 20 s. */
    ANSWERS("00"),
    /** Rings three seconds, talks 30 s. */
    ANSWERS_AND_CHATS("01"),
    /** Rings four seconds, talks 45 s. */
    TALKATIVE("02"),
    /** Rings five seconds, talks 25 s. */
    ANSWERS_SLOWLY("03"),
    NEVER_ANSWERS("04"),
    BUSY("05"),
    /** Looks at the number for four seconds and declines (603). */
    DECLINES("06"),
    /** The number is not assigned (404). */
    DOES_NOT_EXIST("07"),
    /** Rings twelve seconds, talks 15 s. */
    ANSWERS_LATE("08"),
    /** Answers and is gone two seconds later. */
    HANGS_UP_EARLY("09"),
    /** Switched off (480). */
    SWITCHED_OFF("59"),
    /** An announcement as early media, no ring, no answer. */
    OUT_OF_REACH("89");

    private final String ending;

    DemoCustomer(String ending) {
        this.ending = ending;
    }

    /**
     * A Chinese mobile number whose holder behaves so.
     *
     * @param n 0 to 999999, to tell them apart
     */
    public String number(int n) {
        if (n < 0 || n > 999_999) {
            throw new IllegalArgumentException("0 to 999999, not " + n);
        }
        return "139%06d%s".formatted(n, ending);
    }
}
