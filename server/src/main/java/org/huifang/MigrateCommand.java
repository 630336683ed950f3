package org.huifang;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.huifang.customer.NumberKeys;
import org.huifang.db.DatabaseAddress;
import org.huifang.db.Migration;
import org.huifang.ledger.SigningKey;
import org.huifang.recording.MasterKey;

/** {@code huifang migrate}: the schema, its roles and rights, and the keys that are missing. Safe to repeat. */
final class MigrateCommand {
    private MigrateCommand() {}

    static void run(Options options) {
        ServerConfig config = options.config();
        DatabaseStart opened = DatabaseStart.open(config.database(), Clock.systemUTC());
        try {
            if (opened.embedded() == null) {
                migrate(opened);
            }
            System.out.println("schema: up to date in " + opened.server());
            System.out.println("roles: " + opened.server().user()
                    + " may read, and append to ledgers; huifang_purge may" + " delete recordings");
        } finally {
            opened.close();
        }
        keys(config.keys().folder());
    }

    private static void migrate(DatabaseStart opened) {
        DatabaseAddress owner = opened.owner();
        if (owner == null) {
            throw new ConfigException(
                    "database.owner_user", null, "name the role that owns the schema, and its password file");
        }
        Migration.run(owner, opened.server().user(), Clock.systemUTC());
        if (Migration.allowLogin(owner, opened.server().user(), opened.server().password())) {
            System.out.println("roles: made the login of " + opened.server().user() + " with the password of"
                    + " database.password_file");
        }
        DatabaseAddress purger = opened.purger();
        if (purger != null && Migration.allowLogin(owner, purger.user(), purger.password())) {
            System.out.println("roles: made the login of " + purger.user() + " with the password of"
                    + " database.purge_password_file");
        }
    }

    private static void keys(Path folder) {
        try {
            boolean made = MasterKey.createIn(folder);
            System.out.println("keys: " + (made ? "made " : "found ") + folder.resolve(MasterKey.FILE_NAME)
                    + (made ? ". Back it up now, apart from the database: without it no recording can be heard" : ""));
            boolean signer = SigningKey.createIn(folder, SigningKey.LEDGER);
            System.out.println("keys: " + (signer ? "made " : "found ") + folder.resolve(SigningKey.LEDGER)
                    + (signer ? ", which signs the log. Give ledger.pub beside it to those who verify" : ""));
            NumberKeys.make(folder);
            System.out.println("keys: " + folder.resolve(NumberKeys.FILE_NAME)
                    + " is there. Back it up too: it ties do-not-call" + " and limits to their numbers");
        } catch (IOException e) {
            throw new ConfigException("keys.folder", folder, "cannot be written (" + e + ")");
        }
    }
}
