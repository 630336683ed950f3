package org.huifang.evidence;

/** What is asked of the database for one callback. $1 is the callback, or the ids that the name says. */
final class FactSql {
    /** $2 the organisation unit. */
    static final String CALLBACK = """
            SELECT c.id, c.org_id, o.name AS unit, o.zone, c.occasion_key AS occasion, c.state, c.state_since, c.reason, c.created_at,
              c.not_before, c.deadline, c.attempts, c.counted, p.id AS campaign_id, p.code AS campaign,
              p.name AS campaign_name, u.external_ref AS customer_ref, u.name AS customer,
              (SELECT f.e164 FROM customer_phone f WHERE f.customer_id = c.customer_id AND f.number_key = c.number_key
               ORDER BY f.position LIMIT 1) AS number
            FROM callback c JOIN campaign p ON p.id = c.campaign_id JOIN customer u ON u.id = c.customer_id
            JOIN org_unit o ON o.id = c.org_id WHERE c.id = $1 AND c.org_id = $2
            """;

    private static final String PEOPLE_OF_CALL = """
             LEFT JOIN agent g ON g.id = t.agent_id LEFT JOIN trunk k ON k.id = t.trunk_id
            LEFT JOIN node n ON n.id = t.node_id WHERE t.callback_id = $1 ORDER BY t.seq, t.id
            """;
    private static final String BEGUN = "t.id, t.callback_id, t.seq, t.direction, t.claimed_at, t.zone, t.local_date,"
            + " t.band_start, t.band_end, t.rules_version, t.ring_at, t.ring_basis, t.answered_at, t.bridged_at";
    private static final String ENDED =
            ", t.ring_ms, t.ended_at, t.talk_ms, t.outcome, t.counted, t.q850, t.sip_code, t.ended_by, t.source";
    private static final String NAMES =
            ", g.code AS agent, g.name AS agent_name, k.name AS trunk, k.caller_id, n.name AS node";

    static final String ATTEMPTS = "SELECT " + BEGUN + ENDED + NAMES + " FROM attempt t" + PEOPLE_OF_CALL;
    static final String LIVE_ATTEMPTS =
            "SELECT " + BEGUN + NAMES + ", t.state, true AS live FROM live_attempt t" + PEOPLE_OF_CALL;
    /** $1 from, $2 to; $3 and $4 where the page before ended; $5 how many. */
    static final String ATTEMPTS_OF_HOUR = "SELECT " + BEGUN + ENDED
            + " FROM attempt t WHERE t.claimed_at >= $1 AND t.claimed_at < $2 AND (t.claimed_at, t.id) > ($3, $4)"
            + " ORDER BY t.claimed_at, t.id LIMIT $5";

    static final String ATTEMPT_EVENTS =
            "SELECT attempt_id, at, kind, detail FROM attempt_event WHERE attempt_id = ANY ($1) ORDER BY at, id";

    /** $2 the campaign, $1 the versions. */
    static final String RULES = """
            SELECT v.version, v.published_at, v.reason, u.display_name AS author, v.rules
            FROM campaign_rules v LEFT JOIN app_user u ON u.id = v.author_id
            WHERE v.version = ANY ($1) AND v.campaign_id = $2 ORDER BY v.version
            """;

    static final String RECORDINGS = """
            SELECT r.id, r.state, r.started_at, r.ended_at, r.expected_ms, r.duration_ms, r.format, r.size_bytes,
              r.sha256_stored, r.sha256_sound, r.sha256_agent, r.sha256_customer, r.sealed_at, r.retain_until, r.problem,
              r.held, r.flagged, r.score, r.outcome, r.disposition, r.note, r.purged_at
            FROM recording r WHERE r.callback_id = $1 ORDER BY r.claimed_at, r.id
            """;
    static final String PAUSES = """
            SELECT p.recording_id, p.from_ms, p.to_ms, p.reason, p.begun_at, u.display_name AS begun_by, p.ended_at, p.ended
            FROM recording_pause p JOIN app_user u ON u.id = p.begun_by
            WHERE p.recording_id = ANY ($1) AND p.ended IS DISTINCT FROM 'NOT_MUTED' ORDER BY p.from_ms, p.id
            """;
    static final String COMMENTS = """
            SELECT c.recording_id, c.at_ms, c.body, u.display_name AS author, c.created_at, c.removed_at
            FROM recording_comment c JOIN app_user u ON u.id = c.author_id
            WHERE c.recording_id = ANY ($1) ORDER BY c.at_ms, c.id
            """;
    static final String FINDINGS = """
            SELECT f.recording_id, f.kind, f.state, f.found_at, f.explained_at, u.display_name AS explained_by, f.explanation
            FROM recording_finding f LEFT JOIN app_user u ON u.id = f.explained_by
            WHERE f.recording_id = ANY ($1) ORDER BY f.found_at, f.id
            """;
    static final String MESSAGES = """
            SELECT id, kind, seq, channel, language, subject, body, state, state_since, created_at, tries, gateway, segments,
              problem FROM message_outbox WHERE callback_id = $1 ORDER BY created_at, id
            """;
    static final String MESSAGE_EVENTS =
            "SELECT message_id, at, kind, detail FROM message_event WHERE message_id = ANY ($1) ORDER BY at, id";
    static final String RECEIPTS = """
            SELECT p.message_id, r.at, r.gateway, r.gateway_message_id, p.part, p.parts, r.state, r.detail
            FROM message_part p
            JOIN message_receipt r ON r.gateway = p.gateway AND r.gateway_message_id = p.gateway_message_id
            WHERE p.message_id = ANY ($1) ORDER BY r.at, r.id
            """;
    static final String REPLIES = "SELECT at, gateway, text, meaning, wished_at, handled_at FROM message_reply"
            + " WHERE callback_id = $1 ORDER BY at, id";
    static final String RING_BACKS = "SELECT id, state, reason, attempt_id, started_at, put_through_at, answered_at,"
            + " ended_at FROM inbound_call WHERE callback_id = $1 ORDER BY started_at, id";
    static final String REQUESTS = """
            SELECT q.taken_at, u.display_name AS taken_by, q.wished_at, q.note, q.seen_at
            FROM customer_request q JOIN app_user u ON u.id = q.taken_by WHERE q.callback_id = $1 ORDER BY q.taken_at, q.id
            """;
    static final String HOLDS = """
            SELECT l.id, l.title, l.reason, l.state, l.proposed_at, l.placed_at, l.lifted_at, l.lift_reason,
              o.display_name AS owner, array_agg(h.recording_id::text ORDER BY h.recording_id) AS of_recordings
            FROM hold_recording h JOIN legal_hold l ON l.id = h.hold_id JOIN app_user o ON o.id = l.owner_id
            WHERE h.recording_id = ANY ($1) GROUP BY l.id, o.display_name ORDER BY l.proposed_at, l.id
            """;
    static final String GRANTS = """
            SELECT a.id, u.display_name AS asked_by, a.purpose, a.recipient, a.reference, a.copies, a.hours, a.reason, a.asked_at,
              a.state, a.granted_until, d.display_name AS decided_by, s.decided_at, s.decision_reason, a.revoked_at,
              a.revoke_reason, array_agg(x.recording_id::text ORDER BY x.recording_id) AS of_recordings
            FROM access_request_recording x JOIN access_request a ON a.id = x.request_id JOIN app_user u ON u.id = a.user_id
            LEFT JOIN second_person s ON s.subject_id = a.id AND s.kind = 'access.grant'
            LEFT JOIN app_user d ON d.id = s.decided_by WHERE x.recording_id = ANY ($1)
            GROUP BY a.id, u.display_name, d.display_name, s.decided_at, s.decision_reason ORDER BY a.asked_at, a.id
            """;
    static final String HANDOVERS = """
            SELECT h.request_id, h.handed_on, h.recipient, h.way, u.display_name AS filed_by, h.filed_at
            FROM access_handover h JOIN app_user u ON u.id = h.filed_by WHERE h.request_id = ANY ($1) ORDER BY h.filed_at, h.id
            """;
    static final String COPIES = """
            SELECT e.id, e.recording_id, u.display_name AS taken_by, e.at, e.reason, e.file_name, e.size_bytes, e.sha256
            FROM recording_export e JOIN app_user u ON u.id = e.user_id WHERE e.recording_id = ANY ($1) ORDER BY e.at, e.id
            """;
    static final String PURGES = """
            SELECT p.id, p.reason, p.state, p.proposed_at, p.finished_at, i.recording_id, i.state AS item_state, i.spared_why,
              i.erased_at, i.file_gone_at
            FROM purge_item i JOIN purge p ON p.id = i.purge_id WHERE i.recording_id = ANY ($1) ORDER BY p.proposed_at, p.id
            """;

    /** $1 kinds and $2 ids of the subjects, $3 not before, $4 the campaign, $5 its versions, $6 at most. */
    static final String LOG = """
            SELECT * FROM (
              SELECT e.id, e.at, e.actor, e.action, e.subject_kind, e.subject_id, e.detail FROM audit_entry e
              WHERE e.at >= $3 AND (e.subject_kind, e.subject_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
              UNION ALL
              SELECT e.id, e.at, e.actor, e.action, e.subject_kind, e.subject_id, e.detail FROM audit_entry e
              WHERE e.subject_kind = 'campaign' AND e.subject_id = $4 AND e.action = 'campaign.publish'
                AND (e.detail ->> 'version')::int = ANY ($5)) entries
            ORDER BY at, id LIMIT $6
            """;

    static final String PEOPLE = "SELECT 'user:' || id AS actor, login, display_name AS name FROM app_user"
            + " WHERE 'user:' || id = ANY ($1) ORDER BY login";

    private FactSql() {}
}
