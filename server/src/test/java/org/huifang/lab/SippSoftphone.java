package org.huifang.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.huifang.demo.AgentPhone;
import org.huifang.demo.FreePorts;
import org.huifang.demo.OrphanGuard;
import org.huifang.demo.PrivateAsterisk;

/** A phone that registers with its password and dials. */
final class SippSoftphone {
    private SippSoftphone() {}

    /**
     * Registers and dials once, and leaves without a BYE a second later.
     *
     * @return whether the password was taken and the call was answered with this status
     */
    static boolean dials(Path parent, PrivateAsterisk asterisk, AgentPhone phone, String number, int expected) {
        String scenario = SippScenario.named("softphone")
                .with("NAME", phone.name())
                .with("SECRET", phone.secret())
                .with("NUMBER", number)
                .with("EXPECTED", Integer.toString(expected))
                .with("TALK_MS", "1000")
                .xml();
        try {
            Path xml = Files.writeString(Files.createTempFile(parent, "softphone", ".xml"), scenario);
            Process sipp = OrphanGuard.guarded(
                            xml.toString(),
                            List.of(
                                    "sipp",
                                    "127.0.0.1:" + asterisk.sipPort(),
                                    "-sf",
                                    xml.toString(),
                                    "-i",
                                    "127.0.0.1",
                                    "-p",
                                    Integer.toString(FreePorts.udp()),
                                    "-mp",
                                    Integer.toString(FreePorts.udp()),
                                    "-cp",
                                    Integer.toString(FreePorts.udp()),
                                    "-m",
                                    "1",
                                    "-nostdin"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!sipp.waitFor(10, TimeUnit.SECONDS)) {
                sipp.destroyForcibly();
                return false;
            }
            return sipp.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
