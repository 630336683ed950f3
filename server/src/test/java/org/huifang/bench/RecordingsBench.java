package org.huifang.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code huifang bench recordings}: each part measures one thing against something bare in the same run, and yields its bars. */
final class RecordingsBench {
    private RecordingsBench() {}

    /** One measurement. */
    interface Part {
        /** @return what must be reached, with what was */
        List<Bar> measure() throws Exception;
    }

    /** @return whether every bar is met */
    static boolean run(List<String> options) throws Exception {
        Path folder = Files.createTempDirectory("huifang-bench");
        try {
            Map<String, Part> parts = new LinkedHashMap<>();
            parts.put("formats", new FormatsPart(folder, number(options, "--rounds", 5)));
            parts.put("peak", new SealingPeakPart(folder, number(options, "--files", 10_000)));
            parts.put(
                    "search",
                    new SearchPart(
                            Path.of(text(
                                    options, "--data", folder.resolve("search").toString())),
                            number(options, "--rows", 10_000_000),
                            number(options, "--times", 1_000),
                            text(options, "--named", "")));
            parts.put("first-byte", new FirstBytePart(folder, number(options, "--times", 200)));
            parts.put(
                    "verify",
                    new VerifyPart(
                            folder,
                            number(options, "--entries", 100_000),
                            number(options, "--files", 300),
                            number(options, "--rounds", 5)));
            parts.put("draw", new DrawPart(number(options, "--rounds", 5)));
            int at = options.indexOf("--only");
            if (at >= 0) {
                String only = at + 1 < options.size() ? options.get(at + 1) : "";
                if (!parts.containsKey(only)) {
                    throw new IllegalArgumentException("--only takes one of " + parts.keySet());
                }
                parts.keySet().removeIf(part -> !part.equals(only));
            }
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

    static int number(List<String> options, String name, int preset) {
        return Integer.parseInt(text(options, name, Integer.toString(preset)));
    }

    static String text(List<String> options, String name, String preset) {
        int at = options.indexOf(name);
        return at < 0 || at + 1 == options.size() ? preset : options.get(at + 1);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
