package org.huifang.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.huifang.TestOffice.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.huifang.Eventually;
import org.huifang.TestOffice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditChainIT {
    private TestOffice office;
    private Audit audit;

    @BeforeEach
    void open() throws Exception {
        office = TestOffice.start(Clock.systemUTC());
        audit = new Audit(Clock.systemUTC());
    }

    @AfterEach
    void close() {
        office.close();
    }

    private Future<Void> entry(int number) {
        return office.database()
                .transaction(connection -> audit.append(
                        connection,
                        AuditEntry.byNode(
                                null, "test", "test.entry", "thing", number, new JsonObject().put("nr", number))));
    }

    private AuditChain.Verdict verdict() {
        return await(new AuditChain(office.database()).verify());
    }

    private void waitUntilChained() throws Exception {
        Eventually.passes(() ->
                assertThat(office.value("SELECT count(*) FROM audit_unchained")).isEqualTo("0"));
    }

    @Test
    void entriesOfManyTransactionsAndThreeSequencersFormOneChainWithoutAGap() throws Exception {
        var second = new AuditSequencer(office.vertx(), office.database(), Clock.systemUTC());
        var third = new AuditSequencer(office.vertx(), office.database(), Clock.systemUTC());
        second.start();
        third.start();
        var written = new ArrayList<Future<Void>>();
        IntStream.range(0, 500).forEach(i -> written.add(entry(i)));
        await(Future.all(written));
        waitUntilChained();
        await(second.stop().compose(done -> third.stop()));
        assertThat(office.value("SELECT count(*) FROM audit_chain c JOIN audit_entry e ON e.id = c.entry_id"
                        + " WHERE e.action = 'test.entry'"))
                .isEqualTo("500");
        assertThat(office.value("SELECT max(seq) = count(*) FROM audit_chain")).isEqualTo("true");
        assertThat(verdict().problem()).isEmpty();
    }

    @Test
    void anEntryOfATransactionThatWasRolledBackLeavesNoGap() throws Exception {
        await(entry(1));
        await(office.database()
                .transaction(connection -> audit.append(
                                connection, AuditEntry.byNode(null, "test", "test.entry", "thing", 2, new JsonObject()))
                        .compose(done -> Future.failedFuture("changed my mind")))
                .otherwiseEmpty());
        await(entry(3));
        waitUntilChained();
        assertThat(office.value("SELECT count(*) FROM audit_entry WHERE action = 'test.entry'"))
                .isEqualTo("2");
        assertThat(verdict().problem()).isEmpty();
    }

    @Test
    void aChangedARemovedAndAnAddedEntryAreFound() throws Exception {
        for (int i = 0; i < 5; i++) {
            await(entry(i));
        }
        waitUntilChained();
        long all = verdict().entries();
        assertThat(all).isGreaterThanOrEqualTo(5);
        office.execute("UPDATE audit_entry SET detail = '{\"nr\": 99}' WHERE subject_id = '2'");
        assertThat(verdict().problem()).contains("is not what was chained");
        office.execute("UPDATE audit_entry SET detail = '{\"nr\": 2}' WHERE subject_id = '2'");
        assertThat(verdict().problem()).isEmpty();
        office.execute("DELETE FROM audit_entry WHERE subject_id = '3'");
        assertThat(verdict().problem()).contains("is gone from the log");
        office.execute("DELETE FROM audit_chain WHERE entry_id NOT IN (SELECT id FROM audit_entry)");
        assertThat(verdict().problem()).contains("is gone from the chain");
    }
}
