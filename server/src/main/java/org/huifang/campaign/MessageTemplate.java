package org.huifang.campaign;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.huifang.Remedy;

/** A text with variables in braces, as {@code {name}}. */
public final class MessageTemplate {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern STRAY = Pattern.compile("[{}]");

    private MessageTemplate() {}

    /**
     * @param known names of the variables that the text may use
     * @throws RuleException naming the field and the variable that nothing would fill
     */
    public static void check(String field, String text, Set<String> known) {
        Matcher found = VARIABLE.matcher(text);
        while (found.find()) {
            if (!known.contains(found.group(1))) {
                throw new RuleException(field, found.group(), Remedy.UNKNOWN_VARIABLE.with(listed(known)));
            }
        }
        if (STRAY.matcher(VARIABLE.matcher(text).replaceAll("")).find()) {
            throw new RuleException(field, text, Remedy.STRAY_BRACE.with(listed(known)));
        }
    }

    /** One pass: what a value holds is never read as a variable. Control characters in values become blanks. */
    public static String fill(String text, Map<String, String> values) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : plain(value));
        });
    }

    private static String plain(String value) {
        var plain = new StringBuilder(value.length());
        value.codePoints().forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return plain.toString();
    }

    private static String listed(Set<String> known) {
        return known.stream()
                .sorted()
                .map(name -> "{" + name + "}")
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
    }
}
