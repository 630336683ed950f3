package org.huifang.customer;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A customer as read from the database. Written in batches, by {@link CustomerBatch} alone. */
@Entity
public class Customer {
    @Id
    UUID id;

    UUID orgId;
    String externalRef;
    String name;
    String language;

    @Nullable
    String dialect;

    @Nullable
    String zone;

    @Nullable
    String sellerRef;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> attributes;

    Instant updatedAt;

    @ElementCollection(fetch = FetchType.LAZY)
    @CollectionTable(name = "customer_phone", joinColumns = @JoinColumn(name = "customer_id"))
    @OrderBy("position")
    List<CustomerPhone> phones = new ArrayList<>();
}
