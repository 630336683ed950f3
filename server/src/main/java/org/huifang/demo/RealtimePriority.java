package org.huifang.demo;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether Asterisk may come before everything else that wants the processor: its option {@code -p}, which Debian's package gives it
 * too ({@code AST_REALTIME}). Sound is due every 20 ms, and a customer who has answered waits for the agent. Its hundreds of
 * threads that each work for microseconds then no longer take turns with a database's: seen at 60 calls/s on two cores, the whole
 * machine had 20 ms of work a call instead of 29.
 */
final class RealtimePriority {
    private static final List<String> AS_ASTERISK_DOES = List.of("chrt", "--rr", "10", "true");

    private RealtimePriority() {}

    /** Root may, and whoever has RLIMIT_RTPRIO; anybody else's Asterisk would end at once. */
    static boolean allowed() {
        return Tried.WELL;
    }

    /** Once, when first asked for. */
    private static final class Tried {
        static final boolean WELL = tryIt();

        private static boolean tryIt() {
            try {
                Process tried = new ProcessBuilder(AS_ASTERISK_DOES)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return tried.waitFor(5, TimeUnit.SECONDS) && tried.exitValue() == 0;
            } catch (IOException e) {
                return false; // no chrt on this machine
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
