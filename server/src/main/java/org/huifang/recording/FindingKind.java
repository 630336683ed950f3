package org.huifang.recording;

/** What can be wrong with a recording, as the sweep finds it. */
public enum FindingKind {
    MISSING,
    SEAL_FAILED,
    TOO_SHORT,
    AGENT_SILENT,
    CUSTOMER_SILENT,
    AGENT_LEG_MISSING,
    CUSTOMER_LEG_MISSING,
    MIXED_ONLY,
    HEADER_REPAIRED,
    DAMAGED,
    ORPHAN,
    /** A file without a row whose call is known: it got its row and is sealed. */
    ADOPTED,
    WITHOUT_CALL,
    LEFTOVER_DIFFERS,
    /** Somebody deleted its name in the object store; the sealed version is still there. */
    DELETE_MARKER
}
