package org.huifang.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
            var parts = new LinkedHashMap<String, Part>();
            parts.put("planning", new PlanningPart(options, data));
            parts.put("dry-run", new DryRunPart(data));
            parts.put("claim", new ClaimPart(options, data, folder));
            if (options.only() != null && !parts.containsKey(options.only())) {
                throw new IllegalArgumentException("--only takes one of " + parts.keySet());
            }
            parts.keySet().removeIf(part -> !options.wants(part));
            boolean met = true;
            for (Part part : parts.values()) {
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
