package org.huifang.message.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.huifang.message.Gsm7;
import org.huifang.message.SmsSegments;

/** Texts as SMPP carries them: data coding 0 with one septet a byte, or 8 with UCS-2. */
final class SmppText {
    static final byte DEFAULT_ALPHABET = 0;
    static final byte LATIN_1 = 3;
    static final byte UCS2 = 8;
    private static final int HEADER = 6;

    /** @param coding data_coding */
    record Encoded(byte coding, List<byte[]> parts) {}

    private SmppText() {}

    /** The bytes of each part, without any header. */
    static Encoded parts(String text, boolean gsm7) {
        SmsSegments segments = segments(text, gsm7);
        return new Encoded(
                coding(segments),
                segments.parts().stream().map(part -> bytes(part, segments)).toList());
    }

    /** All of it in one. */
    static Encoded whole(String text, boolean gsm7) {
        SmsSegments segments = segments(text, gsm7);
        return new Encoded(coding(segments), List.of(bytes(text, segments)));
    }

    /** Behind the header that makes a phone join the parts (3GPP TS 23.040, 9.2.3.24.1). */
    static List<byte[]> joined(List<byte[]> parts, int reference) {
        var joined = new ArrayList<byte[]>();
        for (int i = 0; i < parts.size(); i++) {
            var out = new ByteArrayOutputStream(HEADER + parts.get(i).length);
            out.writeBytes(new byte[] {5, 0, 3, (byte) reference, (byte) parts.size(), (byte) (i + 1)});
            out.writeBytes(parts.get(i));
            joined.add(out.toByteArray());
        }
        return joined;
    }

    /** What a customer's phone sent; a header in front of it is left out. */
    static String read(byte[] bytes, byte coding, boolean header) {
        int skip = header && bytes.length > 0 ? Math.min(bytes.length, 1 + Byte.toUnsignedInt(bytes[0])) : 0;
        byte[] text = java.util.Arrays.copyOfRange(bytes, skip, bytes.length);
        return switch (coding) {
            case UCS2 -> new String(text, StandardCharsets.UTF_16BE);
            case LATIN_1 -> new String(text, StandardCharsets.ISO_8859_1);
            default -> Gsm7.text(text);
        };
    }

    private static SmsSegments segments(String text, boolean gsm7) {
        return gsm7 ? SmsSegments.of(text) : SmsSegments.of(text, SmsSegments.Encoding.UCS2);
    }

    private static byte coding(SmsSegments segments) {
        return segments.encoding() == SmsSegments.Encoding.GSM7 ? DEFAULT_ALPHABET : UCS2;
    }

    private static byte[] bytes(String part, SmsSegments segments) {
        return segments.encoding() == SmsSegments.Encoding.GSM7
                ? Gsm7.unpacked(part)
                : part.getBytes(StandardCharsets.UTF_16BE);
    }
}
