package org.huifang.audit;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to what.
 *
 * @param orgId the organisation; null for what concerns the whole server
 * @param actor {@code user:<id>} or {@code node:<name>}
 * @param action {@code room.verb}, as {@code recording.play}
 * @param detail facts worth proving later; never a phone number, a secret or a token
 */
public record AuditEntry(
        @Nullable UUID orgId, String actor, String action, String subjectKind, String subjectId, JsonObject detail) {

    public static AuditEntry byUser(
            UUID orgId, UUID userId, String action, String subjectKind, Object subjectId, JsonObject detail) {
        return new AuditEntry(orgId, "user:" + userId, action, subjectKind, String.valueOf(subjectId), detail);
    }

    public static AuditEntry byNode(
            @Nullable UUID orgId, String node, String action, String subjectKind, Object subjectId, JsonObject detail) {
        return new AuditEntry(orgId, "node:" + node, action, subjectKind, String.valueOf(subjectId), detail);
    }
}
