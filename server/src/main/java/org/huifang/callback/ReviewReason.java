package org.huifang.callback;

/** Why a supervisor has to look at a callback. */
public enum ReviewReason {
    /** Five attempts did not count. */
    UNCOUNTED_LIMIT,
    INVALID_NUMBER,
    REJECTED,
    /** The system failed as often as the campaign allows. */
    FAILURES,
    /** The rules leave no slot within sixty days. */
    NO_SLOT,
    WRONG_NUMBER,
    /** It stands on a list that somebody has to approve first (R19). */
    APPROVAL,
    /** Somebody else answered, who knows no number of the customer. */
    OTHER_PERSON,
    /** The number was called as often as ever allowed. */
    CONTACT_LIMIT
}
