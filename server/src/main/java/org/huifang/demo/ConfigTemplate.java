package org.huifang.demo;

import java.util.Map;
import java.util.regex.Pattern;

/** Asterisk configuration with {@code @TOKENS@} in it. */
final class ConfigTemplate {
    private static final Pattern TOKEN = Pattern.compile("@([A-Z][A-Z0-9_]*)@");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9]{6,64}");

    private ConfigTemplate() {}

    /** @throws IllegalArgumentException if the text names a token that has no value */
    static String render(String text, Map<String, String> values) {
        return TOKEN.matcher(text).replaceAll(token -> {
            String value = values.get(token.group(1));
            if (value == null) {
                throw new IllegalArgumentException("no value for @" + token.group(1) + "@");
            }
            return java.util.regex.Matcher.quoteReplacement(value);
        });
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for Asterisk (a-z, 0-9, -): " + name);
        }
    }

    static void requireSecret(String secret) {
        if (!SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException("a secret is 6 to 64 letters and digits");
        }
    }
}
