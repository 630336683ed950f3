package org.huifang.search;

import io.vertx.sqlclient.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.customer.PhoneNumber;
import org.jspecify.annotations.Nullable;

/**
 * A recording with its call, as lists show it.
 *
 * @param claimedAt when the call was begun: the order of pages
 * @param number of the call while it is the customer's; masked for whoever may not see numbers
 */
public record FoundRecording(
        UUID id,
        Instant claimedAt,
        Instant startedAt,
        @Nullable Long durationMs,
        String state,
        @Nullable String problem,
        @Nullable String outcome,
        @Nullable String disposition,
        @Nullable String note,
        @Nullable Integer score,
        boolean flagged,
        boolean held,
        UUID callbackId,
        UUID campaignId,
        @Nullable String campaign,
        UUID customerId,
        @Nullable String customerRef,
        @Nullable String customer,
        @Nullable String number,
        UUID agentId,
        @Nullable String agentCode,
        @Nullable String agent,
        @Nullable Instant retainUntil) {

    static final String COLUMNS = "r.id, r.claimed_at, r.started_at, r.duration_ms, r.state, r.problem, r.outcome,"
            + " r.disposition, r.note, r.score, r.flagged, r.held, r.callback_id, r.campaign_id, r.customer_id, r.agent_id,"
            + " r.retain_until, r.number_key";

    /** Names beside the rows of a page. */
    static final String NAMES =
            "SELECT p.id, p.claimed_at, p.started_at, p.duration_ms, p.state, p.problem, p.outcome, p.disposition, p.note, p.score,"
                    + " p.flagged, p.held, p.callback_id, p.campaign_id, m.name, p.customer_id, c.external_ref, c.name, f.e164,"
                    + " p.agent_id, a.code, a.name, p.retain_until"
                    + " FROM page p LEFT JOIN campaign m ON m.id = p.campaign_id LEFT JOIN customer c ON c.id = p.customer_id"
                    + " LEFT JOIN agent a ON a.id = p.agent_id"
                    + " LEFT JOIN LATERAL (SELECT e164 FROM customer_phone o WHERE o.customer_id = p.customer_id"
                    + " AND o.number_key = p.number_key LIMIT 1) f ON true ORDER BY p.claimed_at DESC, p.id DESC";

    /** By position, which is that of the record's own components: a name would be looked for in all columns of each row. */
    static FoundRecording of(Row row, boolean seesNumbers) {
        String number = row.getString(18);
        Short score = row.getShort(9);
        OffsetDateTime retainUntil = row.getOffsetDateTime(22);
        return new FoundRecording(
                row.getUUID(0),
                row.getOffsetDateTime(1).toInstant(),
                row.getOffsetDateTime(2).toInstant(),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                score == null ? null : score.intValue(),
                row.getBoolean(10),
                row.getBoolean(11),
                row.getUUID(12),
                row.getUUID(13),
                row.getString(14),
                row.getUUID(15),
                row.getString(16),
                row.getString(17),
                number == null || seesNumbers ? number : PhoneNumber.masked(number),
                row.getUUID(19),
                row.getString(20),
                row.getString(21),
                retainUntil == null ? null : retainUntil.toInstant());
    }

    /** Where a page that ends with this row goes on. */
    public Place place() {
        return new Place(claimedAt, id);
    }

    /** A place in the order of pages. */
    public record Place(Instant claimedAt, UUID id) {
        public String text() {
            return claimedAt + " " + id;
        }

        public static Place read(String text) {
            try {
                int space = text.indexOf(' ');
                return new Place(
                        Instant.parse(text.substring(0, Math.max(space, 0))),
                        UUID.fromString(text.substring(space + 1)));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw Refusal.invalid("cursor", null, Remedy.NEXT_OF_PAGE.with());
            }
        }
    }
}
