package org.huifang;

import java.time.Clock;
import java.util.Optional;
import org.huifang.identity.FirstAdmin;

/** {@code huifang admin}: the first admin of an empty installation. */
final class AdminCommand {
    private AdminCommand() {}

    static void run(Options options) {
        ServerConfig config = options.config();
        String login = options.get("login").orElse("admin");
        DatabaseStart opened = DatabaseStart.open(config.database(), Clock.systemUTC());
        try {
            String password = FirstAdmin.create(
                    opened.server(),
                    login,
                    Optional.empty(),
                    FirstAdmin.FirstUnit.china(options.get("unit").orElse("回访中心")),
                    Clock.systemUTC());
            System.out.println("login:    " + login);
            System.out.println("password: " + password);
            System.out.println("It is shown this once. Change it after signing in.");
        } finally {
            opened.close();
        }
    }
}
