package org.huifang.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.lab.SipCall;

/** Compares what the database says with what SIPp's own log says: the log is the truth about what was dialled. */
final class Truth {
    private final CallCentre centre;
    private final Map<String, UUID> callbacks = new LinkedHashMap<>();

    Truth(CallCentre centre) {
        this.centre = centre;
    }

    UUID due(UUID campaign, String number) {
        UUID id = centre.callback(campaign, number);
        callbacks.put(number, id);
        return id;
    }

    /** Nothing is under way any more; what cannot be told is not waited for. */
    void awaitAllEnded(Duration patience) {
        CallCentre.await(
                patience,
                () -> "all callbacks end; still open "
                        + centre.rows(
                                "SELECT c.id, c.state, c.reason, l.state AS live, l.id AS attempt FROM callback c"
                                        + " LEFT JOIN live_attempt l ON l.callback_id = c.id WHERE c.state = 'LIVE' OR c.attempts = 0"),
                () -> centre.rows("SELECT 1 FROM callback WHERE state = 'LIVE' OR attempts = 0"
                                + " UNION ALL SELECT 1 FROM live_attempt WHERE state <> 'UNKNOWN'"
                                + " UNION ALL SELECT 1 FROM callback WHERE state = 'WAITING' AND reason = 'PLANNED'")
                        .isEmpty());
    }

    /** Every INVITE has its attempt and every attempt its INVITE, one at a time and within the day's limits (R33). */
    void everyInviteHasItsAttempt() {
        callbacks.forEach((number, callback) -> {
            List<SipCall> calls = centre.customers().callsTo(number);
            var sent = centre.rows(
                    "SELECT id, outcome, source, claimed_at, ended_at FROM attempt WHERE callback_id = ?"
                            + " AND source <> 'NEVER_SENT' ORDER BY seq",
                    callback);
            var unknown = centre.rows("SELECT id FROM live_attempt WHERE callback_id = ?", callback);
            // What nobody can tell may have reached the customer or not, nor need what Asterisk had in hand when it was
            // killed.
            long inHand = sent.stream()
                    .filter(attempt -> "PBX_LOST".equals(attempt.get("outcome")))
                    .count();
            assertThat(calls.size())
                    .as("INVITEs to %s of callback %s; attempts %s, unknown %s", number, callback, sent, unknown)
                    .isBetween(sent.size() - (int) inHand, sent.size() + unknown.size());
            assertThat(centre.rows(
                            "SELECT 1 FROM attempt WHERE callback_id = ? AND counted GROUP BY local_date HAVING count(*) > 1",
                            callback))
                    .isEmpty();
            for (int i = 1; i < calls.size(); i++) {
                assertThat(calls.get(i).invitedAt())
                        .as("second call to %s only after the first ended", number)
                        .isAfter(endOf(calls.get(i - 1)));
            }
        });
    }

    /** An unanswered customer rang the floor and at most a second more, and the row says how long (R32). */
    void ringsTheFloor(String number) {
        SipCall call = centre.customers().callsTo(number).get(0);
        Duration rang = call.rang().orElseThrow();
        assertThat(rang).as("ring of %s", number).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
        var attempt = attempt(number);
        assertThat(attempt).containsEntry("outcome", "NO_ANSWER").containsEntry("counted", true);
        assertThat((Long) attempt.get("ring_ms")).isBetween(20_000L, 21_000L);
    }

    /** As the customer heard it. */
    Duration rang(String number) {
        return centre.customers().callsTo(number).get(0).rang().orElseThrow();
    }

    /** The last attempt in short, for the table of a run. */
    String told(String number) {
        var attempt = attempt(number);
        return attempt.get("outcome") + "/" + attempt.get("source") + "/seq" + attempt.get("seq") + "/ring"
                + attempt.get("ring_ms") + "/talk" + attempt.get("talk_ms");
    }

    /** The last attempt that was sent. */
    Map<String, Object> attempt(String number) {
        var rows = centre.rows(
                "SELECT * FROM attempt WHERE callback_id = ? AND source <> 'NEVER_SENT' ORDER BY seq DESC LIMIT 1",
                callbacks.get(number));
        assertThat(rows).as("attempt to %s", number).hasSize(1);
        return rows.get(0);
    }

    /** The customer's phone knows of no call any more. */
    boolean ended(String number) {
        List<SipCall> calls = centre.customers().callsTo(number);
        return !calls.isEmpty() && calls.get(calls.size() - 1).byeAt().isPresent();
    }

    /** It has rung for so long and still rings. */
    boolean ringsSince(String number, Duration time) {
        return centre.customers().callsTo(number).get(0).answeredWith(180).stream()
                .anyMatch(began -> began.plus(time).isBefore(Instant.now()));
    }

    boolean cancelled(String number) {
        return centre.customers().callsTo(number).get(0).cancelledAt().isPresent();
    }

    void talkedAsLongAs(String number, Duration talk) {
        assertThat((Long) attempt(number).get("talk_ms"))
                .as("talk with %s", number)
                .isBetween(talk.toMillis() - 300, talk.toMillis() + 1_500);
    }

    UUID callback(String number) {
        return callbacks.get(number);
    }

    /** The sound of every answered call is sealed; whole where the PBX lived. */
    void everySoundIsSealed(boolean partialToo) {
        for (var answered : centre.rows("SELECT id, outcome, talk_ms FROM attempt WHERE answered_at IS NOT NULL")) {
            var sound = centre.awaitSealed(answered.get("id"));
            assertThat(sound.get("state"))
                    .as("sound of %s: %s", answered, sound)
                    .isIn(partialToo ? List.of("SEALED", "PARTIAL") : List.of("SEALED"));
        }
    }

    private static Instant endOf(SipCall call) {
        return call.messages().get(call.messages().size() - 1).at();
    }
}
