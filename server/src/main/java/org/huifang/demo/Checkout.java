package org.huifang.demo;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder this project was checked out into: the demo and the tests use its {@code dialplan} as it stands. */
public record Checkout(Path root) {

    /**
     * Looks in the folder named by the system property {@code huifang.home}, else in the working folder and those above.
     *
     * @throws IllegalStateException if none of them holds {@code dialplan/fetch-asterisk}
     */
    public static Checkout find() {
        Path start = Path.of(System.getProperty("huifang.home", "")).toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("dialplan/fetch-asterisk"))) {
                return new Checkout(folder);
            }
        }
        throw new IllegalStateException("no dialplan/fetch-asterisk in " + start
                + " or above: start from the checkout, or set -Dhuifang.home=FOLDER");
    }

    /** A file below {@code dialplan}. */
    public Path dialplan(String name) {
        return root.resolve("dialplan").resolve(name);
    }

    /** A folder below {@code .huifang}, which git ignores: what was fetched, and what a run leaves behind. */
    public Path runtime(String name) {
        return root.resolve(".huifang").resolve(name);
    }
}
