package org.huifang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemedyTest {
    @Test
    void aRemedyNamesItsValuesByTheirPlace() {
        assertThat(Remedy.WHOLE_NUMBER.with(1, 9))
                .isEqualTo(new Remedy.Said(
                        "WHOLE_NUMBER", Map.of("min", "1", "max", "9"), "give a whole number from 1 to 9"));
        assertThatThrownBy(() -> Remedy.WHOLE_NUMBER.with(1)).hasMessageContaining("max");
    }

    @Test
    void theDocumentKnowsEveryCode() throws Exception {
        var document = new ObjectMapper(new YAMLFactory()).readTree(getClass().getResource("/openapi.yaml"));
        var codes = new ArrayList<String>();
        document.at("/components/schemas/RemedyCode/enum").forEach(code -> codes.add(code.asText()));
        assertThat(codes)
                .containsExactlyElementsOf(
                        Arrays.stream(Remedy.values()).map(Remedy::name).toList());
    }
}
