package org.huifang.message.gateway;

import java.util.List;

/** What is known after a try. Only {@link Later} may be tried again by itself: there the customer certainly got nothing. */
public sealed interface Submitted {
    /**
     * The gateway has it.
     *
     * @param ids under which receipts will speak of it, one a part, in order
     */
    record Accepted(List<String> ids) implements Submitted {}

    /** It will never take this one. */
    record Refused(String why) implements Submitted {}

    /** It was never reached, or said that it did not take it now. */
    record Later(String why) implements Submitted {}

    /** It may have taken it, and cannot be asked at this moment. */
    record NobodyKnows(String why) implements Submitted {}
}
