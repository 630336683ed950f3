package org.huifang.rehearsal;

/** Why a callback does not come to its end in time. */
public enum FallOut {
    /** No window opens for it within sixty days. */
    NO_SLOT,
    /** The first window that may take it opens after its deadline. */
    NO_WINDOW_IN_TIME,
    /** A window was open, but every agent was busy until the deadline. */
    NO_AGENT_IN_TIME,
    /** It was called, but the next attempt may only follow after the deadline. */
    RETRIES_END_LATE,
    /** It is still open when the rehearsal ends. */
    UNFINISHED
}
