package org.huifang.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folders of one private Asterisk, all below one. */
record PrivateAsteriskFolders(Path root) {
    PrivateAsteriskFolders {
        root = root.toAbsolutePath().normalize();
    }

    Path etc() {
        return root.resolve("etc");
    }

    Path lib() {
        return root.resolve("lib");
    }

    Path data() {
        return root.resolve("data");
    }

    Path spool() {
        return root.resolve("spool");
    }

    Path recordings() {
        return spool().resolve("recordings");
    }

    Path run() {
        return root.resolve("run");
    }

    Path log() {
        return root.resolve("log");
    }

    /** Makes them; the sounds come from the checkout, the documentation (Asterisk needs it to start) from the install. */
    void create(Checkout checkout, AsteriskInstall install) throws IOException {
        for (Path folder : new Path[] {
            etc().resolve("extra"), lib(), data().resolve("sounds"), recordings(), run(), log().resolve("cel-custom")
        }) {
            Files.createDirectories(folder);
        }
        link(data().resolve("documentation"), install.data().resolve("documentation"));
        link(data().resolve("sounds/huifang"), checkout.dialplan("sounds/huifang"));
        link(data().resolve("sounds/world"), checkout.dialplan("world/sounds"));
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }
}
