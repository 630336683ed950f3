package org.huifang.agent;

/** What an agent asked for, as stored in {@code agent.wanted}; presence follows as soon as line and calls allow. */
public enum Wanted {
    READY,
    PAUSED,
    LOGGED_OUT
}
