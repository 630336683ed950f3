package org.huifang.callback;

/** Why a waiting callback has the slot that it has. */
public enum WaitReason {
    PLANNED,
    NOT_BEFORE,
    OUTSIDE_WINDOW,
    RETRY_NO_ANSWER,
    RETRY_BUSY,
    RETRY_REJECTED,
    RETRY_UNREACHABLE,
    RETRY_SHORT_RING,
    RETRY_FAILURE,
    RETRY_ABANDONED,
    APPOINTMENT,
    /** Nobody called at the time that the customer asked for: first of all in the next window. */
    APPOINTMENT_MISSED,
    /** The customer rang and nobody could take it (R44): first of all in the next window. */
    RANG_US,
    DAILY_LIMIT,
    WEEKLY_LIMIT,
    /** Another campaign called this customer today. */
    OTHER_CAMPAIGN,
    /** The number before was wrong or invalid. */
    NEXT_NUMBER,
    NUMBER_BUSY,
    RULES_CHANGED
}
