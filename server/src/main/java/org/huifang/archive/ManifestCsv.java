package org.huifang.archive;

import java.io.IOException;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code manifest.csv}: a line for each recording, for spreadsheets; no field is taken for a formula. */
final class ManifestCsv implements VolumeList {
    static final String NAME = "manifest.csv";
    /** Without it spreadsheets take UTF-8 for something else. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final VolumeFolder.VolumeFile out;
    private final ArchiveJob job;

    ManifestCsv(VolumeFolder folder, ArchiveJob job) throws IOException {
        this.job = job;
        out = folder.create(NAME);
        out.text(BYTE_ORDER_MARK
                + "recording,callback,campaign,campaign_name,agent,agent_name,customer,number,started_at,ended_at,"
                + "started_local,outcome,duration_ms,codec,file,bytes,sha256,without_sound,held\r\n");
    }

    @Override
    public void add(ArchivedLine line) throws IOException {
        ArchivedCall call = line.call();
        out.text(Stream.of(
                                call.id(),
                                call.callback(),
                                call.campaignCode(),
                                call.campaign(),
                                call.agentCode(),
                                call.agent(),
                                call.customer(),
                                call.number(),
                                call.startedAt(),
                                call.endedAt(),
                                local(call.startedAt()),
                                call.outcome(),
                                call.durationMs(),
                                call.codec(),
                                line.file(),
                                line.file() == null ? null : line.bytes(),
                                line.sha256(),
                                line.without(),
                                call.held())
                        .map(ManifestCsv::field)
                        .collect(Collectors.joining(","))
                + "\r\n");
    }

    @Override
    public void end(boolean last) throws IOException {
        out.close();
    }

    private String local(Instant at) {
        return LocalTimes.text(at, job.zone());
    }

    private static String field(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return "\"" + (formula ? "'" + text : text).replace("\"", "\"\"") + "\"";
    }
}
