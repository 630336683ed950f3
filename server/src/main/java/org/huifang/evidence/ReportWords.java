package org.huifang.evidence;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names and codes of the manifest, said in Chinese and English. */
final class ReportWords {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]+");
    private static final Properties WORDS = new Properties();

    static {
        try (var in = ReportWords.class.getResourceAsStream("/evidence-words.properties")) {
            if (in == null) {
                throw new IllegalStateException("evidence-words.properties is missing from the program; build it anew");
            }
            WORDS.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ReportWords() {}

    static boolean isCode(String value) {
        return CODE.matcher(value).matches() && WORDS.containsKey(value);
    }

    /** Escaped; a name or code without words stands as it is. */
    static String of(@Nullable String name) {
        return Report.text(name == null ? null : WORDS.getProperty(name, name));
    }
}
