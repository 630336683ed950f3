package org.huifang;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Named places at which a fault test kills this process with SIGKILL, exactly there and not a moment later. Does
 * nothing unless the system property {@code huifang.crash_at} names the place (and optionally {@code :N}, its N-th visit).
 */
public final class CrashPoint {
    private static final Logger log = LoggerFactory.getLogger(CrashPoint.class);
    private static final @Nullable String NAME;
    private static int visitsLeft;

    static {
        String wanted = System.getProperty("huifang.crash_at");
        if (wanted == null) {
            NAME = null;
        } else {
            int colon = wanted.indexOf(':');
            NAME = colon < 0 ? wanted : wanted.substring(0, colon);
            visitsLeft = colon < 0 ? 1 : Integer.parseInt(wanted.substring(colon + 1));
        }
    }

    private CrashPoint() {}

    public static void reached(String name) {
        if (NAME != null && NAME.equals(name)) {
            killSelf(name);
        }
    }

    private static synchronized void killSelf(String name) {
        if (--visitsLeft > 0) {
            return;
        }
        log.warn("crash point reached name={}", name);
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            Thread.sleep(60_000);
        } catch (IOException e) {
            throw new IllegalStateException("cannot kill this process at " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("still alive after the crash point " + name);
    }
}
