package org.huifang;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The commands behind {@code ./huifang}. A failure is one line that names the remedy, and exit code 1. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        try {
            run(args);
        } catch (ConfigException | IllegalStateException e) {
            System.err.println("huifang: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(String[] args) {
        String command = args.length == 0 ? "" : args[0];
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (command) {
            case "start" -> StartCommand.run(Options.parse(rest, "config"));
            case "migrate" -> MigrateCommand.run(Options.parse(rest, "config"));
            case "new-master-key" -> NewMasterKeyCommand.run(Options.parse(rest, "config"));
            case "admin" -> AdminCommand.run(Options.parse(rest, "config", "login", "unit"));
            case "verify" -> verify(rest);
            case "witness" -> WitnessCommand.run(Options.parse(rest, "folder", "host", "port", "secret-file"));
            case "demo" -> DemoCommand.run(Options.parse(rest, "!keep"));
            default ->
                throw new IllegalStateException("there is no command '" + command + "'; ./huifang help lists them");
        }
    }

    /** An installation, or what left one. */
    private static void verify(List<String> rest) {
        if (rest.isEmpty() || rest.get(0).startsWith("--")) {
            VerifyCommand.run(Options.parse(rest, "config", "from", "witness", "key"));
        } else if (VerifyArchiveCommand.takes(rest)) {
            VerifyArchiveCommand.run(Path.of(rest.get(0)), Options.parse(rest.subList(1, rest.size()), "key"));
        } else {
            VerifyPackageCommand.run(
                    Path.of(rest.get(0)), Options.parse(rest.subList(1, rest.size()), "key", "witness"));
        }
    }
}
