package org.huifang.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where an Asterisk of version 22 or newer lies: this machine's own, or the one that {@code dialplan/fetch-asterisk}
 * unpacked below the checkout.
 *
 * @param command the program to start
 * @param modules the folder of its modules
 * @param data the folder that holds {@code documentation}
 */
public record AsteriskInstall(Path command, Path modules, Path data, String version) {

    /**
     * Asks {@code dialplan/fetch-asterisk}, which answers at once when there is one and fetches one otherwise; its
     * progress and errors go to this process's standard error.
     *
     * @throws IllegalStateException if there is none and none could be fetched; the script has said why and what to do
     */
    public static AsteriskInstall find(Checkout checkout) {
        Path target = checkout.runtime("asterisk");
        Path facts = target.resolve("asterisk.properties");
        try {
            int exit = new ProcessBuilder(checkout.dialplan("fetch-asterisk").toString(), target.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("no Asterisk: dialplan/fetch-asterisk ended with " + exit);
            }
            Properties found = new Properties();
            try (var reader = Files.newBufferedReader(facts)) {
                found.load(reader);
            }
            return new AsteriskInstall(
                    Path.of(found.getProperty("command")),
                    Path.of(found.getProperty("modules")),
                    Path.of(found.getProperty("data")),
                    found.getProperty("version"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find out where Asterisk is: " + facts, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while fetching Asterisk", e);
        }
    }
}
