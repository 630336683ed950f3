package org.huifang.evidence;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The facts of an ended attempt as one text, whose SHA-256 the log's digest of its hour holds. docs/evidence.md has the form. */
final class AttemptText {
    /** In this order; all that is measured or decided of a call. */
    private static final List<String> FACTS = List.of(
            "id",
            "callbackId",
            "seq",
            "direction",
            "claimedAt",
            "zone",
            "localDate",
            "bandStart",
            "bandEnd",
            "rulesVersion",
            "ringAt",
            "ringBasis",
            "ringMs",
            "answeredAt",
            "bridgedAt",
            "endedAt",
            "talkMs",
            "outcome",
            "counted",
            "q850",
            "sipCode",
            "endedBy",
            "source");

    private AttemptText() {}

    /** @param attempt as the manifest has it; a fact that is missing stands as nothing */
    static byte[] hash(JsonObject attempt) {
        var text = new StringBuilder("huifang attempt 1\n");
        for (String fact : FACTS) {
            Object value = attempt.getValue(fact);
            text.append(fact).append(' ').append(value == null ? "" : value).append('\n');
        }
        return PackageFiles.sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The hour, in UTC, in whose digest it is. */
    static Instant hour(JsonObject attempt) {
        return Instant.parse(attempt.getString("claimedAt")).truncatedTo(ChronoUnit.HOURS);
    }
}
