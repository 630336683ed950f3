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
    DAILY_LIMIT,
    NUMBER_BUSY,
    RULES_CHANGED
}
