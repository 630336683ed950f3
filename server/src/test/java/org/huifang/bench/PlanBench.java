package org.huifang.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code huifang bench plan}: each part measures one thing against something bare on the same database in the same run. A part
 * prints its rounds and yields its bars.
 */
final class PlanBench {
    private PlanBench() {}

    /** One measurement, on the database that the parts before it have left. */
    interface Part {
        /** @return what must be reached, with what was */
        List<Bar> measure() throws Exception;
    }

    /** @return whether every bar is met */
    static boolean run(PlanOptions options) throws Exception {
        Path folder = Files.createTempDirectory("huifang-bench");
        try (var data = new PlanData(folder.resolve("postgres"), options.events())) {
            List<Part> parts = List.of(
                    new PlanningPart(options, data), new DryRunPart(data), new ClaimPart(options, data, folder));
            boolean met = true;
            for (Part part : parts) {
                List<Bar> bars = part.measure();
                System.out.println();
                bars.forEach(System.out::println);
                met &= bars.stream().allMatch(Bar::met);
            }
            return met;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
