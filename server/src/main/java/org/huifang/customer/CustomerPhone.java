package org.huifang.customer;

import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One of a customer's numbers. */
@Embeddable
public class CustomerPhone {
    short position;
    String e164;
    String kind;

    @Nullable
    Instant wrongSince;

    byte[] numberKey;
}
