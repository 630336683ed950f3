package org.huifang.message.gateway;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may stand as an address in a header: one mailbox, without name, comment or anything that could end the line. */
public final class MailAddress {
    private static final Pattern ONE = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
                    + "(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+");

    private MailAddress() {}

    public static boolean isOne(@Nullable String text) {
        return text != null && text.length() <= 254 && ONE.matcher(text).matches();
    }
}
