package org.huifang.agent;

import java.util.UUID;

/**
 * An agent's nailed-up line on this server.
 *
 * @param line id of its channel
 * @param channel its name, which a customer's leg is bridged to
 */
public record AgentLine(UUID agent, UUID org, String code, String endpoint, String line, String channel) {
    public ReadyAgent ready() {
        return new ReadyAgent(agent, org, code, line, channel, System.nanoTime());
    }
}
