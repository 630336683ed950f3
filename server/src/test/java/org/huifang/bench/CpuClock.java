package org.huifang.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** CPU time used so far, user and system, in milliseconds, as the kernel accounts it. */
final class CpuClock {
    private static final double MILLIS_PER_TICK = 10;
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private CpuClock() {}

    /** A process with all threads that it has or had, without its children. */
    static double ofProcess(long pid) {
        String[] stat = stat(Path.of("/proc/" + pid + "/stat"));
        return ticks(stat, USER, SYSTEM);
    }

    /** A process, its children that live, and those that it has reaped: a postmaster and its backends. */
    static double ofFamily(long pid) {
        double sum = ticks(stat(Path.of("/proc/" + pid + "/stat")), USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM);
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process :
                    all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
                Path file = process.resolve("stat");
                if (Files.exists(file)) {
                    String[] stat = statOrGone(file);
                    if (stat.length > 0 && Long.parseLong(stat[PARENT]) == pid) {
                        sum += ticks(stat, USER, SYSTEM);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    /** All children of this process that have ended. */
    static double ofEndedChildren() {
        return ticks(stat(Path.of("/proc/self/stat")), CHILDREN_USER, CHILDREN_SYSTEM);
    }

    /** The living threads of a process whose names begin so. */
    static double ofThreads(long pid, List<String> prefixes) {
        double sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                String name = Files.readString(thread.resolve("comm")).strip();
                if (prefixes.stream().anyMatch(name::startsWith)) {
                    sum += ticks(stat(thread.resolve("stat")), USER, SYSTEM);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    /** Everything that ran on this machine, whoever started it. */
    static double ofMachine() {
        try {
            // cpu user nice system idle iowait irq softirq
            String[] cpu = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
            double ticks = 0;
            for (int field : new int[] {1, 2, 3, 6, 7}) {
                ticks += Double.parseDouble(cpu[field]);
            }
            return ticks * MILLIS_PER_TICK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double ticks(String[] stat, int... fields) {
        double sum = 0;
        for (int field : fields) {
            sum += Double.parseDouble(stat[field]) * MILLIS_PER_TICK;
        }
        return sum;
    }

    private static String[] stat(Path file) {
        String[] stat = statOrGone(file);
        if (stat.length == 0) {
            throw new IllegalStateException("the process of " + file + " is gone");
        }
        return stat;
    }

    /** The fields after the name, which may hold blanks. */
    private static String[] statOrGone(Path file) {
        try {
            String line = Files.readString(file);
            return line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (IOException gone) {
            return new String[0];
        }
    }
}
