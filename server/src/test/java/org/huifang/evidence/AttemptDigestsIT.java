package org.huifang.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.huifang.TestOffice.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.huifang.audit.Audit;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.lab.TestDatabase;
import org.huifang.lab.TurnedClock;
import org.huifang.ledger.MerkleTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was measured of calls is in the log soon after their hour, and a row that is changed later is found. */
class AttemptDigestsIT {
    private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS);

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase test = TestDatabase.create();
    private final Database database = new Database(vertx, test.address(), 4, List.of());
    private final TurnedClock clock = new TurnedClock(HOUR.plusSeconds(3_899));
    private final AttemptDigests digests = new AttemptDigests(vertx, database, new Audit(clock), clock, "lab");

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void anHourIsDigestedOnceWhenItIsOver() throws Exception {
        UUID first = attempt(HOUR.plusSeconds(5), 20_100);
        for (int i = 0; i < 620; i++) {
            attempt(HOUR.plusSeconds(10 + i), 20_000 + i);
        }
        attempt(HOUR.plusSeconds(3_600), 1);
        await(digests.digest());
        assertThat(entries()).as("five minutes are left for the last calls").isEmpty();
        clock.turn(Duration.ofSeconds(1));
        await(digests.digest());
        await(digests.digest());
        assertThat(entries()).hasSize(1);
        assertThat(entries().get(0).getInteger("attempts")).isEqualTo(621);

        JsonObject fact = read(first);
        AttemptProofs.Place place = await(new AttemptProofs(database).of(fact)).get(0);
        AttemptProofs.prove(fact, place);
        var path = fact.getJsonObject("digest").getJsonArray("path").stream()
                .map(MerkleTree.Step::read)
                .toList();
        assertThat(HexFormat.of().formatHex(MerkleTree.climb(AttemptText.hash(fact), path)))
                .isEqualTo(entries().get(0).getString("root"));

        try (var owner = DriverManager.getConnection(
                        test.owner().jdbcUrl(),
                        test.owner().user(),
                        test.owner().password());
                var statement = owner.createStatement()) {
            statement.execute("UPDATE attempt SET ring_ms = 25000 WHERE id = '" + first + "'");
        }
        JsonObject changed = read(first);
        AttemptProofs.prove(changed, place);
        assertThat(changed.getJsonObject("digest").getBoolean("changed")).isTrue();
        assertThat(await(new AttemptProofs(database).of(read(attempt(HOUR.plusSeconds(700), 1)))))
                .as("one that came too late is in no digest")
                .isEmpty();
    }

    private JsonObject read(UUID attempt) {
        return await(database.transaction(connection -> PlainRows.of(
                        connection,
                        FactSql.ATTEMPTS_OF_HOUR.replace("ORDER BY", "AND t.id = $6 ORDER BY"),
                        Tuple.of(
                                Times.at(HOUR),
                                Times.at(HOUR.plusSeconds(3_600)),
                                Times.at(HOUR),
                                new UUID(0, 0),
                                1,
                                attempt))))
                .get(0);
    }

    private List<JsonObject> entries() {
        return await(database.transaction(connection -> PlainRows.of(
                        connection,
                        "SELECT detail FROM audit_entry WHERE action = 'attempt.digest' AND subject_id = $1",
                        Tuple.of(HOUR.toString()))))
                .stream()
                .map(row -> row.getJsonObject("detail"))
                .toList();
    }

    private UUID attempt(Instant at, long ringMs) {
        UUID id = Ids.next();
        await(database.pool()
                .preparedQuery(
                        "INSERT INTO attempt (id, org_id, callback_id, campaign_id, rules_version, customer_id, trunk_id,"
                                + " node_id, seq, claimed_at, zone, local_date, band_start, band_end, ring_ms, ended_at, talk_ms, outcome,"
                                + " counted, ended_by, source) VALUES ($1, $1, $1, $1, 1, $1, $1, $1, 1, $2, 'Asia/Shanghai', '2026-11-23',"
                                + " '09:00', '10:00', $3, $2, 0, 'NO_ANSWER', true, 'SERVER', 'EVENTS')")
                .execute(Tuple.of(id, Times.at(at), ringMs)));
        return id;
    }
}
