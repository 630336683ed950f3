package org.huifang.agent;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the dialing has to know of agents; called on the dialing's context. */
public interface AgentListener {
    /** Waits for a call from now on. */
    void ready(ReadyAgent agent);

    /** Pauses, leaves, or is gone. */
    void notReady(UUID agent);

    /** @param q850 44: the phone fell silent; 16: the agent hung up */
    void lineLost(AgentLine line, @Nullable Integer q850);

    /** A desk was signed in or out; the line knows it, and the calls that it is in are to know it too. */
    void deskMarked(AgentLine line, boolean signedIn);

    /** A line is there and idle, again or for the first time. */
    void lineBack(AgentLine line);
}
