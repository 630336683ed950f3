package org.huifang.identity;

/** What a user may be (R18). Each operation of the REST interface names the roles that may call it. */
public enum Role {
    AGENT,
    SUPERVISOR,
    COMPLIANCE,
    RECORDS_MANAGER,
    ADMIN
}
