package org.huifang.archive;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;

/** {@code manifest.json}: the same for programs, with what the volume is. */
final class ManifestJson implements VolumeList {
    static final String NAME = "manifest.json";

    private final VolumeFolder.VolumeFile out;
    private String separator = "\n";

    ManifestJson(VolumeFolder folder, ArchiveJob job, int number, Instant madeAt) throws IOException {
        out = folder.create(NAME);
        String head = new JsonObject()
                .put("format", "huifang-archive 1")
                .put("archive", job.id().toString())
                .put("unit", job.unit())
                .put("month", job.month().toString())
                .put("zone", job.zone().getId())
                .put("from", job.from().toString())
                .put("to", job.to().toString())
                .put("numbers", job.wholeNumbers() ? "WHOLE" : "MASKED")
                .put("volume", number)
                .put("madeAt", madeAt.toString())
                .encode();
        out.text(head.substring(0, head.length() - 1) + ",\n\"recordings\":[");
    }

    @Override
    public void add(ArchivedLine line) throws IOException {
        ArchivedCall call = line.call();
        var json = new JsonObject()
                .put("recording", call.id().toString())
                .put("callback", call.callback().toString())
                .put("campaign", call.campaignCode())
                .put("campaignName", call.campaign())
                .put("agent", call.agentCode())
                .put("agentName", call.agent())
                .put("customer", call.customer())
                .put("number", call.number())
                .put("startedAt", call.startedAt().toString())
                .put("endedAt", call.endedAt() == null ? null : call.endedAt().toString())
                .put("outcome", call.outcome())
                .put("durationMs", call.durationMs())
                .put("codec", call.codec())
                .put("held", call.held());
        if (line.file() == null) {
            json.put("withoutSound", line.without());
        } else {
            json.put("file", line.file()).put("bytes", line.bytes()).put("sha256", line.sha256());
        }
        out.text(separator + json.encode());
        separator = ",\n";
    }

    @Override
    public void end(boolean last) throws IOException {
        out.text("\n],\n\"last\":" + last + "}\n");
        out.close();
    }
}
