package org.huifang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What config/huifang.yaml says is what the server does. */
class SampleConfigTest {
    private static final Path SAMPLE = Path.of("../config/huifang.yaml");
    private static final Pattern OPTIONAL = Pattern.compile("(?m)^( *)# ?( *[a-z_]+:( +[^#\\n]+)?) *(#.*)?$");

    @Test
    void theDefaultsThatItShowsAreTheDefaults() throws Exception {
        String asShipped = Files.readString(SAMPLE);
        String allWritten = OPTIONAL.matcher(asShipped
                        .replaceAll("(?m)^[# ]*(embedded|gateways_file|witnesses_file|purge_password_file):.*$", "")
                        .replaceAll("(?m)^# (intake|object_store|archive):.*\\R(^#   .*\\R)*", ""))
                .replaceAll(SampleConfigTest::uncommented);
        assertThat(allWritten).contains("drain_seconds", "min_free_mb").isNotEqualTo(asShipped);
        assertThat(ConfigFile.parse(allWritten)).isEqualTo(ConfigFile.parse(asShipped));
    }

    @Test
    void itShowsEveryKey() throws Exception {
        String sample = Files.readString(SAMPLE);
        List<String> missing = new ArrayList<>();
        for (var section : ServerConfig.class.getRecordComponents()) {
            for (var key : section.getType().getRecordComponents()) {
                String written = key.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
                if (!Pattern.compile("(?m)^[# ]*" + written + ":")
                        .matcher(sample)
                        .find()) {
                    missing.add(section.getName() + "." + written);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aTypingMistakeIsNamed() throws Exception {
        String wrong = Files.readString(SAMPLE).replace("  # workers: 1  ", "  workrs: 1  ");
        assertThatThrownBy(() -> ConfigFile.parse(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("workrs");
        String outOfRange = Files.readString(SAMPLE) + "\ndialing: {drain_seconds: 99999}\n";
        assertThatThrownBy(() -> ConfigFile.parse(outOfRange))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dialing.drain_seconds = 99999: give a whole number from 0 to 14400");
    }

    @Test
    void argumentsThatAreNotUnderstoodAreNamed() {
        assertThatThrownBy(() -> Options.parse(Arrays.asList("--confg", "x"), "config"))
                .hasMessageContaining("'--confg' is not understood")
                .hasMessageContaining("--config …");
        assertThatThrownBy(() -> Options.parse(List.of("--config"), "config")).hasMessage("--config needs a value");
        assertThatThrownBy(() -> Options.parse(List.of(), "config").config()).hasMessageContaining("--config FILE");
        assertThat(Options.parse(List.of("--keep"), "!keep").has("keep")).isTrue();
    }

    private static String uncommented(MatchResult found) {
        return java.util.regex.Matcher.quoteReplacement(found.group(1) + found.group(2));
    }
}
