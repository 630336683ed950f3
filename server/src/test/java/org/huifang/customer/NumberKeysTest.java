package org.huifang.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.huifang.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberKeysTest {
    @TempDir
    Path folder;

    private final PhoneNumber number = new PhoneNumber("+8613812345678", PhoneNumber.Kind.MOBILE);

    @Test
    void theKeyIsMadeOnceForItsOwnerAloneAndKeepsNumbersRecognisable() throws Exception {
        NumberKeys.make(folder);
        var first = NumberKeys.readFrom(folder).of(number);
        NumberKeys.make(folder);
        assertThat(NumberKeys.readFrom(folder).of(number)).isEqualTo(first);
        assertThat(first.length()).isEqualTo(32);
        Path file = folder.resolve(NumberKeys.FILE_NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aMissingAnOpenAndADamagedKeySayWhatToDo() throws Exception {
        assertThatThrownBy(() -> NumberKeys.readFrom(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("huifang migrate");
        NumberKeys.make(folder);
        Path file = folder.resolve(NumberKeys.FILE_NAME);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> NumberKeys.readFrom(folder)).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.write(file, new byte[5]);
        assertThatThrownBy(() -> NumberKeys.readFrom(folder)).hasMessageContaining("5 bytes");
    }

    @Test
    void fingerprintsOfAnotherPurposeDiffer() {
        NumberKeys.make(folder);
        var keys = NumberKeys.readFrom(folder);
        byte[] content = number.e164().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(keys.fingerprint("a", content)).isNotEqualTo(keys.fingerprint("b", content));
        assertThat(keys.fingerprint("a", content)).isNotEqualTo(keys.of(number));
    }
}
