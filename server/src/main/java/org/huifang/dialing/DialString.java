package org.huifang.dialing;

/** How a trunk wants a number dialled. */
final class DialString {
    private DialString() {}

    /**
     * @param e164 {@code +} and digits
     * @param style {@code E164}: with {@code +} and country; {@code NATIONAL}: as dialled inside China, other countries after 00
     * @param prefix digits that the trunk wants first
     */
    static String of(String e164, String style, String prefix) {
        if (style.equals("E164")) {
            return prefix + e164;
        }
        if (!e164.startsWith("+86")) {
            return prefix + "00" + e164.substring(1);
        }
        String national = e164.substring(3);
        boolean bare = national.startsWith("1") && national.length() >= 11 || national.matches("(400|800|95).*");
        return prefix + (bare ? national : "0" + national);
    }
}
