package org.huifang.message.gateway;

import java.util.List;

/** What a gateway says when it is asked about a try whose answer was lost. */
public sealed interface Asked {
    /** @param ids as of a submission that was answered */
    record Has(List<String> ids) implements Asked {}

    /** It never got it: it may be sent again. */
    record HasNot() implements Asked {}

    record CannotTell(String why) implements Asked {}
}
