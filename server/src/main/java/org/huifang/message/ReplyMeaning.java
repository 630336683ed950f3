package org.huifang.message;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a customer's reply means.
 *
 * @param kind STOP, TIME or TEXT
 * @param wishedAt only where the text leaves no doubt; else a person reads it
 */
record ReplyMeaning(Kind kind, @Nullable Instant wishedAt) {
    enum Kind {
        STOP,
        TIME,
        TEXT
    }

    private static final Set<String> STOP_WORDS = Set.of(
            "STOP",
            "STOPALL",
            "STOP ALL",
            "UNSUBSCRIBE",
            "CANCEL",
            "END",
            "QUIT",
            "TD",
            "T",
            "TUIDING",
            "QX",
            "N",
            "退订",
            "退",
            "取消",
            "停止",
            "勿扰",
            "不要打扰",
            "请勿打扰",
            "别打了",
            "不要再打",
            "不要打电话",
            "拒收",
            "停");
    private static final Pattern AROUND = Pattern.compile("^[\\s\\p{P}\\p{S}]+|[\\s\\p{P}\\p{S}]+$");
    private static final Pattern ISO = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})[ T](\\d{1,2}):(\\d{2})");
    private static final Pattern CHINESE_DATE = Pattern.compile(
            "(?:(\\d{1,2})月(\\d{1,2})[日号]|(今天|明天|后天))\\s*(上午|下午|晚上)?\\s*(\\d{1,2})(?:[点时](半|(\\d{1,2})分?)?|:(\\d{2}))");
    private static final Pattern SOUNDS_LIKE_TIME = Pattern.compile(
            "\\d{1,2}[:点时]|上午|下午|晚上|中午|今天|明天|后天|[周星][一二三四五六日天期]|\\b(am|pm|tomorrow|today|monday|tuesday"
                    + "|wednesday|thursday|friday|saturday|sunday|morning|afternoon|evening|o'clock)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final int NOON = 12;

    static ReplyMeaning of(String text, ZoneId zone, Instant received) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
        String word = AROUND.matcher(plain).replaceAll("").toUpperCase(Locale.ROOT);
        if (STOP_WORDS.contains(word)) {
            return new ReplyMeaning(Kind.STOP, null);
        }
        Instant wished = certain(plain, zone, received);
        return wished != null || SOUNDS_LIKE_TIME.matcher(plain).find()
                ? new ReplyMeaning(Kind.TIME, wished)
                : new ReplyMeaning(Kind.TEXT, null);
    }

    private static @Nullable Instant certain(String text, ZoneId zone, Instant received) {
        LocalDate today = LocalDate.ofInstant(received, zone);
        try {
            Matcher iso = ISO.matcher(text);
            if (iso.find()) {
                String rest = text.substring(iso.end());
                return iso.find() || SOUNDS_LIKE_TIME.matcher(rest).find()
                        ? null
                        : toCome(
                                LocalDateTime.of(
                                        number(ISO, text, 1),
                                        number(ISO, text, 2),
                                        number(ISO, text, 3),
                                        number(ISO, text, 4),
                                        number(ISO, text, 5)),
                                zone,
                                received);
            }
            Matcher chinese = CHINESE_DATE.matcher(text);
            if (!chinese.find()
                    || SOUNDS_LIKE_TIME.matcher(text.substring(chinese.end())).find()) {
                return null;
            }
            Integer hour = hour(chinese.group(4), Integer.parseInt(chinese.group(5)));
            if (hour == null) {
                return null;
            }
            LocalDateTime wished = date(chinese, today).atTime(hour, minute(chinese));
            return toCome(wished, zone, received);
        } catch (DateTimeException e) {
            return null; // No such day or hour: not certain, so a person reads it.
        }
    }

    private static LocalDate date(Matcher chinese, LocalDate today) {
        if (chinese.group(3) != null) {
            return today.plusDays(
                    switch (chinese.group(3)) {
                        case "今天" -> 0;
                        case "明天" -> 1;
                        default -> 2;
                    });
        }
        LocalDate thisYear =
                LocalDate.of(today.getYear(), Integer.parseInt(chinese.group(1)), Integer.parseInt(chinese.group(2)));
        return thisYear.isBefore(today) ? thisYear.plusYears(1) : thisYear;
    }

    /** Null where it could be before or after noon. */
    private static @Nullable Integer hour(@Nullable String half, int hour) {
        if (half == null) {
            return hour > NOON ? hour : null;
        }
        if (half.equals("上午")) {
            return hour <= NOON ? hour : null;
        }
        return hour < NOON ? hour + NOON : hour;
    }

    private static int minute(Matcher chinese) {
        if ("半".equals(chinese.group(6))) {
            return 30;
        }
        String minutes = chinese.group(7) == null ? chinese.group(8) : chinese.group(7);
        return minutes == null ? 0 : Integer.parseInt(minutes);
    }

    /** What is past, or a year ahead, was meant otherwise. */
    private static @Nullable Instant toCome(LocalDateTime wished, ZoneId zone, Instant received) {
        Instant at = wished.atZone(zone).toInstant();
        return at.isAfter(received) && at.isBefore(received.plus(java.time.Duration.ofDays(180))) ? at : null;
    }

    private static int number(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Integer.parseInt(matcher.group(group)) : -1;
    }
}
