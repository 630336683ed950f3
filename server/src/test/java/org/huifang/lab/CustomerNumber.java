package org.huifang.lab;

import java.time.Duration;

/**
 * Mobile numbers whose holders behave as the digits say when they are dialled through {@link SippCustomers}: {@code 138 BB RR
 * TT nn}, behaviour, ring and talk in quarters of a second (0 to 24.75 s), and 00 to 99 to tell them apart.
 */
public final class CustomerNumber {
    private CustomerNumber() {}

    /** Rings (180), answers, talks and hangs up. With no ring at all there is no 180 either. */
    public static String answers(Duration ring, Duration talk, int n) {
        return number(10, ring, talk, n);
    }

    /** Rings, answers and talks until the other side hangs up. */
    public static String answersAndStays(Duration ring, int n) {
        return number(11, ring, Duration.ZERO, n);
    }

    /** Answers and hangs up in the same instant. */
    public static String answersAndLeaves(Duration ring, int n) {
        return number(12, ring, Duration.ZERO, n);
    }

    /** Rings and answers in the same instant, talks and hangs up. */
    public static String answersAtOnce(Duration talk, int n) {
        return number(13, Duration.ZERO, talk, n);
    }

    /** 180 at once, and never anything else. */
    public static String rings(int n) {
        return number(20, Duration.ZERO, Duration.ZERO, n);
    }

    /** 100 at once, 180 later, and never anything else. */
    public static String ringsLate(Duration later, int n) {
        return number(21, later, Duration.ZERO, n);
    }

    /** 100 at once, 180 later, rings so long, answers, talks for four seconds and hangs up. */
    public static String ringsLateAndAnswers(Duration later, Duration ring, int n) {
        return number(24, later, ring, n);
    }

    /** 183 with early media, no 180, and never anything else. */
    public static String earlyMedia(int n) {
        return number(22, Duration.ZERO, Duration.ZERO, n);
    }

    /** 183 at once, 180 later, and never anything else. */
    public static String earlyMediaThenRings(Duration later, int n) {
        return number(23, later, Duration.ZERO, n);
    }

    /**
     * Refuses after this much ring (180), or at once.
     *
     * @param status 486, 404, 480, 503 or 603
     */
    public static String refuses(int status, Duration ring, int n) {
        int behaviour = switch (status) {
            case 486 -> 30;
            case 404 -> 31;
            case 480 -> 32;
            case 503 -> 33;
            case 603 -> 34;
            default -> throw new IllegalArgumentException("no customer refuses with " + status);
        };
        return number(behaviour, ring, Duration.ZERO, n);
    }

    /** Takes the INVITE and says nothing at all, as a dead trunk does. */
    public static String mute(int n) {
        return number(40, Duration.ZERO, Duration.ZERO, n);
    }

    /** Rings, and answers in the same instant as the CANCEL: the 200 is on its way when the CANCEL arrives. */
    public static String answersIntoCancel(int n) {
        return number(50, Duration.ZERO, Duration.ZERO, n);
    }

    private static String number(int behaviour, Duration ring, Duration talk, int n) {
        if (n < 0 || n > 99) {
            throw new IllegalArgumentException("0 to 99, not " + n);
        }
        return "138%02d%02d%02d%02d".formatted(behaviour, quarters(ring), quarters(talk), n);
    }

    private static long quarters(Duration time) {
        long millis = time.toMillis();
        if (millis % 250 != 0 || millis < 0 || millis > 24_750) {
            throw new IllegalArgumentException("a multiple of 250 ms up to 24.75 s, not " + time);
        }
        return millis / 250;
    }
}
