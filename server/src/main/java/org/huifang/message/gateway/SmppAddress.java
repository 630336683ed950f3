package org.huifang.message.gateway;

import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;

/** A number or name with the two indicators that SMPP wants beside it. */
record SmppAddress(String text, TypeOfNumber type, NumberingPlanIndicator plan) {
    private static final int SHORT_CODE = 8;

    /** {@code +} and digits: international; few digits: a short code as it is; letters: a name. */
    static SmppAddress of(String text) {
        if (text.startsWith("+")) {
            return new SmppAddress(text.substring(1), TypeOfNumber.INTERNATIONAL, NumberingPlanIndicator.ISDN);
        }
        if (!text.matches("[0-9]+")) {
            return new SmppAddress(text, TypeOfNumber.ALPHANUMERIC, NumberingPlanIndicator.UNKNOWN);
        }
        return new SmppAddress(
                text,
                TypeOfNumber.UNKNOWN,
                text.length() <= SHORT_CODE ? NumberingPlanIndicator.UNKNOWN : NumberingPlanIndicator.ISDN);
    }
}
