package org.huifang.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.TestOffice;
import org.huifang.audit.Audit;
import org.huifang.customer.NumberKeys;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.lab.TestDatabase;
import org.huifang.lab.TurnedClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Few recordings over many months are all found, page by page, wherever they are and whatever clock they were made by. */
class PageWalkIT {
    private static final UUID ORG = Ids.next();
    private static final Vertx vertx = Vertx.vertx();
    private static Database database;
    private static RecordingSearch search;

    /** Two a month for fourteen months, one of a node whose clock is three months ahead. */
    @BeforeAll
    static void open(@TempDir Path keys) {
        database = new Database(vertx, TestDatabase.create().address(), 2, List.of());
        var clock = new TurnedClock(Instant.parse("2026-11-23T00:00:00Z"));
        NumberKeys.make(keys);
        search = new SearchRoom(database, NumberKeys.readFrom(keys), new Audit(clock), clock).search();
        TestOffice.await(database.pool()
                .preparedQuery("SELECT make_partitions($1, 24)")
                .execute(Tuple.of(LocalDate.of(2025, 9, 1))));
        for (LocalDate day = LocalDate.of(2025, 10, 1);
                day.isBefore(LocalDate.of(2026, 12, 1));
                day = day.plusMonths(1)) {
            record(Ids.next(), day.atStartOfDay().toInstant(ZoneOffset.UTC), "预约保养");
            record(Ids.next(), day.plusDays(20).atStartOfDay().toInstant(ZoneOffset.UTC), "客户投诉");
        }
        record(Ids.next(), Instant.parse("2027-02-10T00:00:00Z"), "客户投诉");
    }

    private static void record(UUID id, Instant claimedAt, String note) {
        var at = claimedAt.atOffset(ZoneOffset.UTC);
        TestOffice.await(database.pool()
                .preparedQuery(
                        "INSERT INTO recording (id, claimed_at, org_id, callback_id, campaign_id, customer_id, agent_id,"
                                + " node_id, state, started_at, note) VALUES ($1, $2, $3, $1, $1, $1, $1, $1, 'MISSING', $2, $4)")
                .execute(Tuple.of(id, at, ORG, note)));
    }

    @AfterAll
    static void close() {
        TestOffice.await(database.close());
        TestOffice.await(vertx.close());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                                                              | 29",
                "{'state':'MISSING'}                                             | 29",
                "{'words':'投诉'}                                                | 15",
                "{'words':'投'}                                                  | 15",
                "{'words':'保养'}                                                | 14",
                "{'words':'退车'}                                                | 0",
                "{'words':'投诉','from':'2026-01-01T00:00:00Z'}                  | 12",
                "{'until':'2026-10-01T00:00:00Z'}                                | 24",
                "{'until':'2026-10-01T00:00:00.001Z'}                            | 25",
                "{'from':'2026-02-01T00:00:00Z','until':'2026-10-21T00:00:00Z'}  | 17",
                "{'from':'2027-01-01T00:00:00Z'}                                 | 1",
                "{'from':'2030-01-01T00:00:00Z'}                                 | 0",
            })
    void findsAllOfThem(String filter, int expected) {
        var asked = new JsonObject(filter.replace('\'', '"'));
        for (int limit : new int[] {1, 4, 100}) {
            var found = new ArrayList<FoundRecording>();
            List<FoundRecording> page;
            do {
                var after = found.isEmpty() ? null : found.get(found.size() - 1).place();
                page = TestOffice.await(search.page(ORG, asked, after, limit, true));
                found.addAll(page);
            } while (page.size() == limit);
            assertThat(found).as("pages of " + limit).hasSize(expected).doesNotHaveDuplicates();
            assertThat(found)
                    .isSortedAccordingTo((one, other) -> other.claimedAt().compareTo(one.claimedAt()));
        }
    }

    @Test
    void makesNoPlanAnewForEachPage() {
        var asked = new JsonObject("{\"outcome\":\"ABANDONED\"}");
        var place = new FoundRecording.Place(Instant.parse("2026-11-20T00:00:00Z"), ORG);
        for (int i = 0; i < 3; i++) {
            TestOffice.await(search.page(ORG, asked, place, 50, true));
        }
        var plans = TestOffice.await(database.pages()
                        .query("SELECT sum(generic_plans)::int, sum(custom_plans)::int FROM pg_prepared_statements"
                                + " WHERE statement LIKE 'WITH page%ABANDONED%'")
                        .execute())
                .iterator()
                .next();
        assertThat(plans.getInteger(0)).isGreaterThanOrEqualTo(3);
        assertThat(plans.getInteger(1)).isZero();
    }

    @Test
    void findsOneByItsIdInWhateverMonthItIs() {
        for (UUID id : List.of(Ids.next(), UUID.randomUUID(), new UUID(0x00017fffffff7000L, Long.MIN_VALUE))) {
            for (String at : List.of("2026-11-23T00:00:00Z", "2026-03-01T00:00:00Z")) {
                TestOffice.await(database.pool()
                        .preparedQuery("UPDATE recording SET id = $1 WHERE note = '预约保养' AND claimed_at"
                                + " = (SELECT min(claimed_at) FROM recording WHERE claimed_at >= $2 AND note = '预约保养')")
                        .execute(Tuple.of(
                                id, Instant.parse(at).minusSeconds(86_400L * 22).atOffset(ZoneOffset.UTC))));
                assertThat(TestOffice.await(search.one(id, true)).orElseThrow().id())
                        .isEqualTo(id);
            }
        }
        assertThat(TestOffice.await(search.one(Ids.next(), true))).isEmpty();
    }
}
