package org.huifang.identity;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose session or API token was just checked.
 *
 * @param agentId the agent who this user is, if any
 */
public record SignedIn(
        UUID userId,
        UUID orgId,
        String login,
        String displayName,
        Set<Role> roles,
        String locale,
        @Nullable UUID agentId) {

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** May see whole phone numbers. */
    public boolean seesNumbers() {
        return has(Role.SUPERVISOR) || has(Role.ADMIN);
    }
}
