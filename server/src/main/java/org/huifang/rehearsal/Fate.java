package org.huifang.rehearsal;

/** How a callback ends in a rehearsal. */
enum Fate {
    REACHED,
    EXHAUSTED,
    /** A person must decide: five attempts that did not count, an invalid number, a refusal. */
    REVIEW,
    /** No window ever opens for it. */
    NO_SLOT,
    /** Still open when the rehearsal ended. */
    UNFINISHED
}
