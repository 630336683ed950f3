package org.huifang.message.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.huifang.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayFileTest {
    private static final Path SAMPLE = Path.of("../config/gateways.yaml");

    @Test
    void theSampleIsUnderstood() throws Exception {
        assertThat(Gateways.parse(Files.readString(SAMPLE)).gateways()).containsOnlyKeys("operator", "kannel", "mail");
    }

    @Test
    void theSampleShowsEveryKey() throws Exception {
        String sample = Files.readString(SAMPLE);
        for (Class<?> section : GatewaySettings.class.getDeclaredClasses()) {
            if (section.isRecord()) {
                for (var key : section.getRecordComponents()) {
                    String written = key.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
                    assertThat(sample).as(section.getSimpleName()).containsPattern("\\b" + written + ":");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channel: SMS              | channel: VISIT                 | use SMS or EMAIL",
                "window: 10                | window: 0                      | 1 to 100",
                "system_type: \"\"          | system_typ: 1                  | system_typ",
                "bind: TRANSCEIVER         | bind: BOTH                     | 'gateways.operator.smpp.bind = BOTH: use one of [TRANSCEIVER, TRANSMITTER_AND_RECEIVER, TRANSMITTER]'",
                "bind: TRANSCEIVER         | bind: TRANSMITTER              | 'smpp.receipt_ids = AS_GIVEN: no receipt comes to a TRANSMITTER; leave it out, or set smpp.bind to'",
                "method: GET               | method: DELETE                 | GET, POST or PUT",
                "&text={text}              | &text={txt}                    | {txt}",
                "http://127.0.0.1:13013    | http://{to}                    | a host without variables",
                "tls: START_TLS            | tls: NONE                      | only this machine",
                "from: callback@example.com| from: 'a@b.c, d@e.f'           | write an address",
                "public_url: https://callbacks.example.com | public_url: ftp://x | https://",
                "timeout_seconds: 10       | timeout_seconds: 0             | 1 to 120",
            })
    void whatCannotWorkIsNamed(String right, String wrong, String named) throws Exception {
        String changed = Files.readString(SAMPLE).replace(right, wrong);
        assertThat(changed).contains(wrong);
        assertThatThrownBy(() -> Gateways.parse(changed))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named);
    }
}
