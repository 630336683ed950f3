package org.huifang.web;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * One thing that must be well for the server to be ready.
 *
 * @param name as it stands in {@code /health}
 * @param problem what is wrong, as one line; an empty text means well; a failure counts as a problem
 */
public record HealthCheck(String name, Supplier<Future<String>> problem) {}
