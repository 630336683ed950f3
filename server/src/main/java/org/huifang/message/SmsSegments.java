package org.huifang.message;

import java.util.ArrayList;
import java.util.List;

/**
 * How a text travels as SMS: in the 7-bit alphabet where it can, else as UCS-2, in one short message or several that the
 * phone joins. A part never ends inside an escape sequence or a surrogate pair.
 *
 * @param units septets, or UTF-16 units
 * @param parts what each short message carries
 */
public record SmsSegments(Encoding encoding, int units, List<String> parts) {
    /** {@code alone} units fit into one short message, {@code joined} into each of several. */
    public enum Encoding {
        GSM7(160, 153),
        UCS2(70, 67);

        private final int alone;
        private final int joined;

        Encoding(int alone, int joined) {
            this.alone = alone;
            this.joined = joined;
        }
    }

    public static SmsSegments of(String text) {
        return of(text, Gsm7.holds(text) ? Encoding.GSM7 : Encoding.UCS2);
    }

    /** @param encoding GSM7 only for a text that it holds */
    public static SmsSegments of(String text, Encoding encoding) {
        int units = 0;
        for (int i = 0; i < text.length(); i++) {
            units += width(text.charAt(i), encoding);
        }
        return new SmsSegments(
                encoding, units, units <= encoding.alone ? List.of(text) : split(text, encoding, encoding.joined));
    }

    public int count() {
        return parts.size();
    }

    private static List<String> split(String text, Encoding encoding, int room) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int chars = encoding == Encoding.UCS2 ? Character.charCount(text.codePointAt(i)) : 1;
            int width = encoding == Encoding.UCS2 ? chars : width(text.charAt(i), encoding);
            if (used + width > room) {
                parts.add(part.toString());
                part.setLength(0);
                used = 0;
            }
            part.append(text, i, i + chars);
            used += width;
            i += chars;
        }
        parts.add(part.toString());
        return List.copyOf(parts);
    }

    private static int width(char c, Encoding encoding) {
        return encoding == Encoding.UCS2 ? 1 : Gsm7.septets(c);
    }
}
