package org.huifang.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Ties a child process to the life of this one, also when this one is killed with SIGKILL: a shell beside the child reads a
 * pipe from here that nobody ever writes to; when it closes, the child goes. Both are sessions of their own, so Ctrl-C in a
 * terminal reaches only this process, which then stops its children in order.
 */
public final class OrphanGuard {
    // $$ stays the shell's process id and becomes the child's by exec. The command line is compared so that a recycled
    // process id is never killed.
    private static final String SCRIPT = """
            mark=$1; child=$$; shift; export mark child
            exec 3<&0
            setsid sh -c 'cat >/dev/null
              tr "\\0" " " 2>/dev/null </proc/$child/cmdline | grep -qF -- "$mark" && kill -9 $child' <&3 >/dev/null 2>&1 &
            exec setsid "$@" 3<&- </dev/null
            """;

    private OrphanGuard() {}

    /**
     * @param mark a part of the child's command line that no other process has
     * @return what to start instead of the command; the process id is the child's own
     */
    public static ProcessBuilder guarded(String mark, List<String> command) {
        List<String> guarded = new ArrayList<>(List.of("sh", "-c", SCRIPT, "guard", mark));
        guarded.addAll(command);
        return new ProcessBuilder(guarded);
    }
}
