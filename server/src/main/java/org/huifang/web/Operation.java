package org.huifang.web;

import io.vertx.core.Future;

/** One operation of the REST interface; a failure becomes a {@link Problem}. */
@FunctionalInterface
public interface Operation {
    Future<Reply> answer(Request request);
}
