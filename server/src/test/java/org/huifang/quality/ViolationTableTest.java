package org.huifang.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.huifang.search.ListFiles;
import org.junit.jupiter.api.Test;

class ViolationTableTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final List<ViolationEntry> LIST = List.of(
            new ViolationEntry(
                    UUID.fromString("00000000-0000-7000-8000-000000000001"),
                    Instant.parse("2026-11-30T15:59:59Z"),
                    1,
                    null,
                    "华东",
                    "a1",
                    "=李",
                    "ATTITUDE",
                    "服务态度不当",
                    "Attitude",
                    Severity.MAJOR,
                    UUID.fromString("00000000-0000-7000-8000-000000000002"),
                    UUID.fromString("00000000-0000-7000-8000-000000000003"),
                    Instant.parse("2026-11-20T01:00:00Z"),
                    61_500L,
                    "+说“随便”, \"快点\"",
                    "听过录音"),
            new ViolationEntry(
                    UUID.fromString("00000000-0000-7000-8000-000000000004"),
                    Instant.parse("2026-11-30T15:59:59Z"),
                    -1,
                    "2026-10",
                    "华东",
                    "a1",
                    "=李",
                    "SKILL",
                    "业务不熟",
                    "Lack of skill",
                    Severity.MINOR,
                    UUID.fromString("00000000-0000-7000-8000-000000000005"),
                    UUID.fromString("00000000-0000-7000-8000-000000000006"),
                    Instant.parse("2026-10-20T01:00:00Z"),
                    null,
                    "答错",
                    "申诉成立"));

    /** Lists that were closed are checked by this for ever: it must not change. */
    private static final String FILE =
            "\uFEFF\"time\",\"unit\",\"agent code\",\"agent\",\"violation code\",\"violation (zh)\","
                    + "\"violation (en)\",\"severity\",\"count\",\"corrects month\",\"call\",\"second\",\"what was found\",\"judgement\","
                    + "\"finding\",\"recording\"\r\n"
                    + "\"2026-11-30 23:59:59\",\"华东\",\"a1\",\"'=李\",\"ATTITUDE\",\"服务态度不当\",\"Attitude\",\"MAJOR\",1,,"
                    + "\"2026-11-20 09:00:00\",61,\"'+说“随便”, \"\"快点\"\"\",\"听过录音\","
                    + "\"00000000-0000-7000-8000-000000000002\",\"00000000-0000-7000-8000-000000000003\"\r\n"
                    + "\"2026-11-30 23:59:59\",\"华东\",\"a1\",\"'=李\",\"SKILL\",\"业务不熟\",\"Lack of skill\",\"MINOR\",-1,\"2026-10\","
                    + "\"2026-10-20 09:00:00\",,\"答错\",\"申诉成立\","
                    + "\"00000000-0000-7000-8000-000000000005\",\"00000000-0000-7000-8000-000000000006\"\r\n";

    @Test
    void aLineIsWrittenAsItWillBeForEver() throws Exception {
        var out = new ByteArrayOutputStream();
        ViolationTable.write(out, ListFiles.Format.CSV, LIST, SHANGHAI);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(FILE);
    }

    @Test
    void theDigestIsThatOfTheFile() throws Exception {
        byte[] file = MessageDigest.getInstance("SHA-256").digest(FILE.getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(ViolationTable.digest(LIST, SHANGHAI)))
                .isEqualTo(HexFormat.of().formatHex(file));
    }
}
