package org.huifang.message.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.huifang.ConfigException;
import org.jspecify.annotations.Nullable;

/** A secret is the first line of a file, and stands in no setting. */
final class SecretFile {
    private SecretFile() {}

    /** Empty where no file is named. */
    static String read(String key, @Nullable Path file) {
        if (file == null) {
            return "";
        }
        try {
            String secret =
                    Files.readString(file).lines().findFirst().orElse("").strip();
            if (secret.isEmpty() || secret.chars().anyMatch(Character::isISOControl)) {
                throw new ConfigException(key, file, "holds no secret; write it in the first line");
            }
            return secret;
        } catch (IOException e) {
            throw new ConfigException(key, file, "cannot be read (" + e.getMessage() + "); let this server read it");
        }
    }
}
