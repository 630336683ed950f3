package org.huifang.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.huifang.db.Database;
import org.huifang.db.DatabaseAddress;

/** PostgreSQL's own client for measuring: runs a script again and again and tells how long each run took. */
final class Pgbench {
    private final Path folder;
    private final DatabaseAddress address;
    private final String settings;

    /** @param database whose keyed connections' settings pgbench takes over */
    Pgbench(Path folder, DatabaseAddress address, Database database) throws Exception {
        this.folder = folder;
        this.address = address;
        this.settings = Waiting.done(database.keyed()
                        .query("SELECT name, setting FROM pg_settings WHERE source = 'client'"
                                + " AND (name LIKE 'enable\\_%' OR name IN ('plan_cache_mode', 'jit', 'join_collapse_limit',"
                                + " 'from_collapse_limit'))")
                        .execute())
                .stream()
                .map(row -> "-c " + row.getString(0) + "=" + row.getString(1))
                .collect(Collectors.joining(" "));
    }

    static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder("pgbench", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Yields milliseconds of each run. */
    double[] run(String script, int runs, int clients) throws IOException, InterruptedException {
        Path file = folder.resolve("claim.sql");
        Files.writeString(file, script);
        var command = List.of(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-c",
                "" + clients,
                "-j",
                "1",
                "-t",
                "" + runs / clients,
                "-D",
                "i=0",
                "-f",
                file.toString(),
                "-l",
                "--log-prefix=" + folder.resolve("claims"),
                "-h",
                address.host(),
                "-p",
                "" + address.port(),
                "-U",
                address.user(),
                address.database());
        var process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("PGPASSWORD", address.password());
        process.environment().put("PGOPTIONS", settings);
        Process running = process.start();
        String said = new String(running.getInputStream().readAllBytes());
        if (running.waitFor() != 0) {
            throw new IllegalStateException("pgbench: " + said);
        }
        return latencies();
    }

    private double[] latencies() throws IOException {
        var millis = new ArrayList<Double>();
        try (var files = Files.newDirectoryStream(folder, "claims.*")) {
            for (Path log : files) {
                for (String line : Files.readAllLines(log)) {
                    millis.add(Double.parseDouble(line.split(" ")[2]) / 1000);
                }
                Files.delete(log);
            }
        }
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
