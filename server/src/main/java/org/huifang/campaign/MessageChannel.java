package org.huifang.campaign;

/** The ways to a customer beside the call (R42). */
public enum MessageChannel {
    SMS,
    EMAIL,
    /** A task for a person. */
    LETTER,
    /** A task for a person. */
    VISIT
}
