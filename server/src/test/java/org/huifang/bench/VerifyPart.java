package org.huifang.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.huifang.ledger.LedgerVerifier;
import org.huifang.recording.store.FolderStore;

/**
 * {@code huifang verify} of an installation: its chain beside a bare SELECT of the same rows, its files beside
 * {@code sha256sum} of the same files, in turn. All are in the page cache.
 */
final class VerifyPart implements RecordingsBench.Part {
    private static final double NANOS = 1e9;
    private static final String ROWS =
            "SELECT c.seq, c.hash, c.entry_at, c.entry_id, e.at, e.id, e.org_id, e.actor, e.action,"
                    + " e.subject_kind, e.subject_id, e.detail::text FROM audit_chain c JOIN audit_entry e"
                    + " ON e.at = c.entry_at AND e.id = c.entry_id ORDER BY c.seq";

    private final Path folder;
    private final int entries;
    private final int files;
    private final int rounds;

    VerifyPart(Path folder, int entries, int files, int rounds) {
        this.folder = folder;
        this.entries = entries;
        this.files = files;
        this.rounds = rounds;
    }

    @Override
    public List<Bar> measure() throws Exception {
        Path store = folder.resolve("verify");
        var data = new VerifyData(store, entries, files);
        var select = new ArrayList<Double>();
        var chain = new ArrayList<Double>();
        var sums = new ArrayList<Double>();
        var hashed = new ArrayList<Double>();
        for (int round = 0; round <= rounds; round++) {
            double bareRows = select(data);
            double bareFiles = sums(data.store);
            Took ours = verify(data, store);
            if (round == 0) {
                continue; // what compiles the code
            }
            select.add(bareRows);
            sums.add(bareFiles);
            chain.add(ours.chain());
            hashed.add(ours.files());
            System.out.printf(
                    Locale.ROOT,
                    "round %d: chain %.2f s, bare SELECT %.2f s; files %.2f s, sha256sum %.2f s%n",
                    round,
                    ours.chain(),
                    bareRows,
                    ours.files(),
                    bareFiles);
        }
        double chainTook = median(chain);
        double filesTook = median(hashed);
        System.out.printf(
                Locale.ROOT,
                "%nverify, medians of %d: chain %.0f entries/s (bare SELECT %.0f rows/s); files %.0f/s and %.0f MiB/s"
                        + " (sha256sum %.0f/s and %.0f MiB/s)%n",
                rounds,
                entries / chainTook,
                entries / median(select),
                files / filesTook,
                files / filesTook,
                files / median(sums),
                files / median(sums));
        return List.of(
                Bar.atMost("time of the chain, of a bare SELECT of its rows", chainTook / median(select), 6),
                Bar.atMost("time of the files, of sha256sum over them", filesTook / median(sums), 2));
    }

    private record Took(double chain, double files) {}

    private static Took verify(VerifyData data, Path store) throws SQLException, IOException, InterruptedException {
        long[] chained = {0};
        long began = System.nanoTime();
        var result = new LedgerVerifier(
                        data.database.address(),
                        new FolderStore(store, "bench"),
                        new LedgerVerifier.Options(null, List.of(), null, null),
                        Clock.systemUTC(),
                        (phase, done, of) -> {
                            if (phase.equals("chain")) {
                                chained[0] = System.nanoTime();
                            }
                        })
                .verify();
        long ended = System.nanoTime();
        if (!result.findings().isEmpty() || result.files() != data.files || result.entries() != data.entries) {
            throw new IllegalStateException("not what was made: " + result);
        }
        return new Took((chained[0] - began) / NANOS, (ended - chained[0]) / NANOS);
    }

    private static double select(VerifyData data) throws SQLException {
        long began = System.nanoTime();
        int rows = 0;
        try (var sql = data.connect()) {
            sql.setAutoCommit(false);
            try (var query = sql.prepareStatement(ROWS)) {
                query.setFetchSize(2_000);
                try (var found = query.executeQuery()) {
                    while (found.next()) {
                        rows++;
                    }
                }
            }
        }
        if (rows != data.entries) {
            throw new IllegalStateException(rows + " rows");
        }
        return (System.nanoTime() - began) / NANOS;
    }

    private static double sums(Path files) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("sha256sum", "--"));
        try (Stream<Path> all = Files.list(files)) {
            all.map(Path::toString).sorted().forEach(command::add);
        }
        long began = System.nanoTime();
        var process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("sha256sum ended with " + process.exitValue());
        }
        return (System.nanoTime() - began) / NANOS;
    }

    static double median(List<Double> seconds) {
        return Spread.of(seconds.stream().mapToDouble(Double::doubleValue).toArray())
                .median();
    }
}
