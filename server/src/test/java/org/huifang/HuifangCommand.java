package org.huifang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that ran as a process of its own, as {@code ./huifang} starts it.
 *
 * @param code its exit code
 * @param text all that it said
 */
public record HuifangCommand(int code, String text) {
    private static final long PATIENCE_SECONDS = 90;

    /** @param arguments of {@code ./huifang} */
    public static HuifangCommand run(Path in, String... arguments) throws IOException, InterruptedException {
        return any(in, TestProcess.command(Main.class, List.of(), arguments).toArray(String[]::new));
    }

    /** Any other program. */
    public static HuifangCommand any(Path in, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("ran", ".txt");
        try {
            var process = new ProcessBuilder(command)
                    .directory(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command[0] + " did not end");
            }
            return new HuifangCommand(process.exitValue(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }
}
