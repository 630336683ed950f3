package org.huifang.agent;

import java.util.UUID;

/**
 * An agent who waits for a call on a nailed-up line of this server. A hint: the claim asks the database again.
 *
 * @param line id of the line's channel
 * @param readyNanos when, by {@link System#nanoTime}
 */
public record ReadyAgent(UUID id, UUID org, String code, String line, String channel, long readyNanos) {}
