package org.huifang.message;

import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * This server among those that share the database.
 *
 * @param epoch grows at each start
 * @param alive whether its lease holds: without it nothing is submitted
 */
public record MessageNode(UUID id, String name, long epoch, BooleanSupplier alive) {}
