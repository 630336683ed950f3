package org.huifang.message.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.huifang.ConfigException;
import org.junit.jupiter.api.Test;

class HttpTemplateTest {
    private static final String NASTY = "a&b=c\"}\r\nX-Evil: 1\n\\ {secret} 你好 %0d%0a";
    private static final Map<String, String> VALUES = Map.of("text", NASTY, "to", "+8613800000000", "secret", "s3");

    @Test
    void inAnAddressNothingOfAValueIsSyntax() {
        assertThat(HttpTemplate.url("http://h/send?to={to}&text={text}&k={secret}", VALUES))
                .isEqualTo(
                        "http://h/send?to=%2B8613800000000&text=a%26b%3Dc%22%7D%0D%0AX-Evil%3A%201%0A%5C%20%7Bsecret%7D"
                                + "%20%E4%BD%A0%E5%A5%BD%20%250d%250a&k=s3");
    }

    @Test
    void inJsonNothingOfAValueIsSyntax() {
        String body = HttpTemplate.json(Map.of("m", Map.of("text", "[{text}]"), "to", List.of("{to}"), "n", 1), VALUES);
        var read = new JsonObject(body);
        assertThat(read.getJsonObject("m").getString("text")).isEqualTo("[" + NASTY + "]");
        assertThat(read.getJsonArray("to").getString(0)).isEqualTo("+8613800000000");
        assertThat(read.getInteger("n")).isEqualTo(1);
    }

    @Test
    void inAFormNothingOfAValueIsSyntax() {
        var form = new LinkedHashMap<String, String>();
        form.put("text", "{text}");
        form.put("to", "{to}");
        assertThat(HttpTemplate.form(form, VALUES)).doesNotContain("\r", "\n").endsWith("&to=%2B8613800000000");
    }

    @Test
    void aHeaderTakesNothingThatACustomerCouldHaveWritten() {
        assertThatThrownBy(() -> check(Map.of("X-To", "{to}")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("{to}");
        assertThatThrownBy(() -> check(Map.of("X-A", "1\r\nX-B: 2"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> HttpTemplate.header("Bearer {secret}", Map.of("secret", "a\r\nb")))
                .isInstanceOf(IllegalArgumentException.class);
        check(Map.of("Idempotency-Key", "{messageId}"));
    }

    @Test
    void anAddressCannotNameItsHostByAVariable() {
        assertThatThrownBy(() -> HttpTemplate.check("GET", "http://{to}/", Map.of(), null, null))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> HttpTemplate.check("GET", "http://h/?a={nonsense}", Map.of(), null, null))
                .hasMessageContaining("{nonsense}");
        assertThatThrownBy(() -> HttpTemplate.check("GET", "file:///etc/passwd", Map.of(), null, null))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void oneMailAddressIsOneAndNothingElseIs() {
        assertThat(MailAddress.isOne("wang.fang+x@example.com")).isTrue();
        for (String wrong : List.of(
                "a@b",
                "a@b.c\r\nBcc: d@e.f",
                "a@b.c,d@e.f",
                "<a@b.c>",
                "A B <a@b.c>",
                "a b@c.d",
                "@b.c",
                "a@-b.c",
                "")) {
            assertThat(MailAddress.isOne(wrong)).as(wrong).isFalse();
        }
    }

    private static void check(Map<String, String> headers) {
        HttpTemplate.check("POST", "http://h/", headers, null, null);
    }
}
