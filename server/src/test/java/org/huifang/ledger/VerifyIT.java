package org.huifang.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.huifang.TestOffice.await;
import static org.huifang.ledger.LedgerLab.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.huifang.ledger.Finding.Kind;
import org.huifang.recording.store.FolderStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Attacks with the rights of the database's owner and of the store's owner; each is found, named, and undone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyIT {
    @TempDir
    static Path folder;

    private LedgerLab lab;
    private LedgerRoom room;
    private UUID first;
    private UUID second;
    private Path book;

    @BeforeAll
    void aLogWithRecordingsAHeadAndAWitness() throws Exception {
        lab = new LedgerLab(folder);
        lab.entries(12);
        first = lab.recording(300_000);
        second = lab.recording(200_000);
        var notary = lab.witness("notary", Clock.systemUTC(), null);
        room = lab.room(Clock.systemUTC(), notary.yaml(lab.secret()));
        await(room.heads().upToNow());
        lab.entries(12);
        room.start();
        until(() -> lab.book("notary").size() > 0);
        room.stop();
        try (var files = Files.list(folder.resolve("notary"))) {
            book = files.filter(f -> f.toString().endsWith(".heads"))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(findings(true)).as("before any attack").isEmpty();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void attacksOnTheLog() throws Exception {
        String entry = "(SELECT entry_id FROM audit_chain WHERE seq = 6)";
        found(
                Kind.ENTRY_CHANGED,
                "it was changed afterwards",
                "UPDATE audit_entry SET actor = actor || 'x' WHERE id = " + entry,
                "UPDATE audit_entry SET actor = left(actor, -1) WHERE id = " + entry);
        found(
                Kind.ENTRY_REMOVED,
                "was taken out of the log",
                "CREATE TABLE kept AS SELECT * FROM audit_entry WHERE id = " + entry
                        + "; DELETE FROM audit_entry WHERE id = " + entry,
                "INSERT INTO audit_entry SELECT * FROM kept; DROP TABLE kept; DELETE FROM audit_unchained");
        found(
                Kind.CHAIN_ROW_REMOVED,
                "gone from the chain",
                "CREATE TABLE kept AS SELECT * FROM audit_chain WHERE seq = 6; DELETE FROM audit_chain WHERE seq = 6",
                "INSERT INTO audit_chain SELECT * FROM kept; DROP TABLE kept");
        found(
                Kind.CHAIN_ROW_CHANGED,
                "its hash in the chain was overwritten",
                "CREATE TABLE kept AS SELECT * FROM audit_chain WHERE seq = 6;"
                        + " UPDATE audit_chain SET hash = decode(repeat('ab', 32), 'hex') WHERE seq = 6",
                "UPDATE audit_chain SET hash = (SELECT hash FROM kept) WHERE seq = 6; DROP TABLE kept");
        String swap = "UPDATE audit_chain SET entry_id = gen_random_uuid() WHERE seq = %d;";
        found(
                Kind.ENTRIES_SWAPPED,
                "stands in the place of entry 9",
                "CREATE TABLE kept AS SELECT * FROM audit_chain WHERE seq IN (6, 9);" + swap.formatted(6)
                        + " UPDATE audit_chain c SET entry_id = k.entry_id, entry_at = k.entry_at FROM kept k WHERE c.seq = 9 AND k.seq = 6;"
                        + " UPDATE audit_chain c SET entry_id = k.entry_id, entry_at = k.entry_at FROM kept k WHERE c.seq = 6 AND k.seq = 9",
                swap.formatted(6)
                        + " UPDATE audit_chain c SET entry_id = k.entry_id, entry_at = k.entry_at FROM kept k WHERE c.seq = 9 AND k.seq = 9;"
                        + " UPDATE audit_chain c SET entry_id = k.entry_id, entry_at = k.entry_at FROM kept k WHERE c.seq = 6 AND k.seq = 6;"
                        + " DROP TABLE kept");
        found(
                Kind.ENTRY_NEVER_CHAINED,
                "put in past the server",
                "INSERT INTO audit_entry (at, id, actor, action, subject_kind, subject_id) SELECT at - interval '1 microsecond',"
                        + " gen_random_uuid(), 'x', 'false.entry', 'x', 'x' FROM audit_entry WHERE id = " + entry
                        + "; UPDATE audit_entry SET at = at - interval '61 seconds' WHERE action = 'false.entry';"
                        + " DELETE FROM audit_unchained",
                "DELETE FROM audit_entry WHERE action = 'false.entry'");
    }

    @Test
    void attacksOnTheHead() throws Exception {
        String last = "seq = (SELECT max(seq) FROM ledger_head)";
        found(
                Kind.HEAD_REPLACED,
                "its signature does not fit",
                "CREATE TABLE kept AS SELECT * FROM ledger_head WHERE " + last
                        + "; UPDATE ledger_head SET signature = decode(repeat('00', 64), 'hex') WHERE " + last,
                "UPDATE ledger_head SET signature = (SELECT signature FROM kept) WHERE " + last + "; DROP TABLE kept");
        // Who owns everything here, keys too, cuts the log off: only the witness knows.
        lab.office.execute(
                "CREATE TABLE kept_chain AS SELECT * FROM audit_chain; CREATE TABLE kept_head AS SELECT * FROM ledger_head;"
                        + " CREATE TABLE kept_receipt AS SELECT * FROM ledger_receipt; CREATE TABLE kept_entry AS SELECT * FROM audit_entry");
        lab.office.execute("DELETE FROM ledger_receipt; DELETE FROM ledger_head WHERE " + last
                + "; DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_chain WHERE seq > (SELECT max(seq) FROM ledger_head));"
                + " DELETE FROM audit_chain WHERE seq > (SELECT max(seq) FROM ledger_head)");
        assertThat(findings(false)).as("without the witness").isEmpty();
        assertThat(findings(true))
                .singleElement()
                .satisfies(f -> assertThat(f.kind()).isEqualTo(Kind.CHAIN_CUT));
        lab.office.execute(
                "INSERT INTO audit_entry SELECT * FROM kept_entry ON CONFLICT DO NOTHING; DELETE FROM audit_unchained;"
                        + " INSERT INTO audit_chain SELECT * FROM kept_chain ON CONFLICT DO NOTHING;"
                        + " INSERT INTO ledger_head SELECT * FROM kept_head ON CONFLICT DO NOTHING;"
                        + " INSERT INTO ledger_receipt SELECT * FROM kept_receipt; DROP TABLE kept_chain, kept_head, kept_receipt, kept_entry");
        assertThat(findings(true)).isEmpty();
        lab.office.execute(
                "CREATE TABLE kept AS SELECT * FROM audit_chain; CREATE TABLE kept_entry AS SELECT * FROM audit_entry"
                        + " WHERE id = (SELECT entry_id FROM audit_chain WHERE seq = 5);"
                        + " UPDATE audit_entry SET actor = 'nobody' WHERE id = (SELECT entry_id FROM audit_chain WHERE seq = 5)");
        reckonTheChainAnew();
        assertThat(findings(false))
                .as("a chain that is whole in itself")
                .singleElement()
                .satisfies(f -> assertThat(f.kind()).isEqualTo(Kind.CHAIN_REWRITTEN));
        lab.office.execute(
                "UPDATE audit_chain c SET hash = k.hash FROM kept k WHERE k.seq = c.seq;"
                        + " UPDATE audit_entry e SET actor = k.actor FROM kept_entry k WHERE k.id = e.id; DROP TABLE kept, kept_entry");
        assertThat(findings(true)).isEmpty();
    }

    @Test
    void attacksOnRowsAndFiles() throws Exception {
        Path file = lab.file(first);
        byte[] sealed = Files.readAllBytes(file);
        byte[] flipped = sealed.clone();
        flipped[200_000] ^= 1;
        Files.write(file, flipped);
        only(Kind.FILE_CHANGED, "at least one bit");
        Files.write(file, java.util.Arrays.copyOf(sealed, sealed.length - 1));
        only(Kind.FILE_TRUNCATED, "was cut");
        Files.write(file, java.util.Arrays.copyOf(sealed, sealed.length + 1));
        only(Kind.FILE_LENGTHENED, "1 bytes too many");
        Files.delete(file);
        only(Kind.FILE_MISSING, "is gone");
        Files.write(file, sealed);
        String ids = "('" + first + "', '" + second + "')";
        String swap =
                "UPDATE recording r SET stored_as = (SELECT o.stored_as FROM recording o WHERE o.id <> r.id AND o.id IN "
                        + ids + ") WHERE r.id IN " + ids;
        lab.office.execute(swap);
        assertThat(findings(true)).hasSize(2).allMatch(f -> f.kind() == Kind.FILES_SWAPPED);
        lab.office.execute(swap);
        found(
                Kind.RECORDING_ROW_CHANGED,
                "not those that the log says",
                "CREATE TABLE kept AS SELECT * FROM recording WHERE id = '" + first
                        + "'; UPDATE recording SET sha256_stored = decode(repeat('00', 32), 'hex') WHERE id = '" + first
                        + "'",
                "UPDATE recording r SET sha256_stored = k.sha256_stored FROM kept k WHERE r.id = k.id; DROP TABLE kept");
        String columns = lab.office.value("SELECT string_agg(column_name, ', ') FROM information_schema.columns"
                + " WHERE table_name = 'recording' AND is_generated = 'NEVER'");
        found(
                Kind.RECORDING_ROW_REMOVED,
                "its row is gone",
                "CREATE TABLE kept AS SELECT * FROM recording WHERE id = '" + first
                        + "'; DELETE FROM recording WHERE id = '" + first + "'",
                "INSERT INTO recording (" + columns + ") SELECT " + columns + " FROM kept; DROP TABLE kept");
    }

    @Test
    void theScrubberFindsDamageGoesOnAfterARestartAndSaysWhenAllIsWhole() throws Exception {
        Path file = lab.file(second);
        byte[] sealed = Files.readAllBytes(file);
        byte[] flipped = sealed.clone();
        flipped[100] ^= 1;
        Files.write(file, flipped);
        // A pass that a crash left: two thirds of the chain are behind it, and that no fact of the log counts twice.
        lab.office.execute(
                "INSERT INTO ledger_scrub (id, started_at, chain_seq, chain_hash, chain_end, files_end, updated_at)"
                        + " SELECT gen_random_uuid(), at, 8, (SELECT hash FROM audit_chain WHERE seq = 8),"
                        + " (SELECT max(seq) FROM audit_chain), 2, at FROM (SELECT max(at) AS at FROM audit_entry) t");
        var scrubbing = lab.room(Clock.systemUTC(), "  []\n");
        scrubbing.scrub(lab.office.address(), store(), 100, Duration.ofMillis(1));
        until(() -> lab.office
                .value("SELECT count(*) FROM ledger_scrub WHERE finished_at IS NOT NULL")
                .equals("1"));
        assertThat(lab.alarm("RECORDING_DAMAGED")).startsWith(second + ": FILE_CHANGED");
        assertThat(lab.office.value("SELECT chain_seq >= chain_end AND files = 2 AND findings = 1 FROM ledger_scrub"))
                .isEqualTo("true");
        Files.write(file, sealed);
        until(() -> lab.alarm("RECORDING_DAMAGED").equals("nothing"));
        assertThat(lab.alarm("LEDGER_BROKEN")).isEqualTo("nothing");
        lab.office.execute(
                "UPDATE audit_entry SET actor = actor || 'x' WHERE id = (SELECT entry_id FROM audit_chain WHERE seq = 3)");
        until(() -> lab.alarm("LEDGER_BROKEN").contains("ENTRY_CHANGED entry 3"));
        lab.office.execute(
                "UPDATE audit_entry SET actor = left(actor, -1) WHERE id = (SELECT entry_id FROM audit_chain WHERE seq = 3)");
        until(() -> lab.alarm("LEDGER_BROKEN").equals("nothing"));
    }

    private void found(Kind kind, String words, String attack, String undo) throws Exception {
        lab.office.execute(attack);
        only(kind, words);
        lab.office.execute(undo);
        assertThat(findings(true)).as("undone: " + kind).isEmpty();
    }

    private void only(Kind kind, String words) throws Exception {
        assertThat(findings(false)).singleElement().satisfies(f -> {
            assertThat(f.kind()).isEqualTo(kind);
            assertThat(f.words()).contains(words);
        });
    }

    private List<Finding> findings(boolean withBook) throws Exception {
        byte[] key = Base64.getDecoder()
                .decode(Files.readString(lab.keys.resolve("ledger.pub")).strip());
        @Nullable Path none = null;
        var options = new LedgerVerifier.Options(null, withBook ? List.of(book) : List.of(), none, key);
        return new LedgerVerifier(lab.office.address(), store(), options, Clock.systemUTC(), (phase, done, of) -> {})
                .verify()
                .findings();
    }

    private FolderStore store() {
        return new FolderStore(folder.resolve("store"), "test");
    }

    private void reckonTheChainAnew() throws Exception {
        var owner = lab.office.ownerAddress();
        try (var connection = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
            var hashes = new ArrayList<byte[]>();
            byte[] hash = org.huifang.audit.ChainedEntry.start();
            for (var link : new ChainPages(connection).after(0)) {
                var entry = link.entry();
                if (entry == null) {
                    throw new AssertionError(link);
                }
                hash = entry.hashAfter(hash);
                hashes.add(hash);
            }
            try (var update = connection.prepareStatement("UPDATE audit_chain SET hash = ? WHERE seq = ?")) {
                for (int i = 0; i < hashes.size(); i++) {
                    update.setBytes(1, hashes.get(i));
                    update.setLong(2, i + 1L);
                    update.executeUpdate();
                }
            }
        }
    }
}
