package org.huifang.recording;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.huifang.TestWeb;
import org.huifang.access.HearingRight;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.web.RecordingRoutes;

/**
 * How long the first byte of a sealed minute takes over HTTP, beside a static file of the same server and a bare commit of an
 * audit entry; in turn, so that all see the same machine.
 *
 * @param sound milliseconds of each request
 */
public record FirstByte(double[] sound, double[] file, double[] commit) {
    /** Turns of all three that nobody measures: a server answers for longer than its code takes to be compiled. */
    private static final int WARM = 1_000;

    private static final int FRAMES = 60 * 8000;

    public static FirstByte of(Path folder, int times) throws Exception {
        Files.createDirectories(folder);
        try (var lab = new SealingLab(folder)) {
            UUID id = lab.endedCall(60_000);
            Wavs.call(lab.raw(id), Speech.of(1, FRAMES), Speech.of(2, FRAMES));
            var room = lab.startRoom();
            lab.until(id, "SEALED");
            lab.giveUser("listener", "COMPLIANCE");
            var web = TestWeb.start(
                    lab.vertx,
                    lab.database,
                    lab.clock,
                    new RecordingRoutes(
                            new HearingRight(lab.database, lab.clock),
                            room.catalog(),
                            room.sounds(),
                            room.waveforms()));
            try {
                return measured(lab, "http://127.0.0.1:" + web.port(), id, times);
            } finally {
                SealingLab.await(web.stop());
                SealingLab.await(room.stop());
            }
        }
    }

    private static FirstByte measured(SealingLab lab, String server, UUID id, int times) throws Exception {
        var client = HttpClient.newHttpClient();
        var sound = new double[times];
        var file = new double[times];
        var commit = new double[times];
        for (int i = -WARM; i < times; i++) {
            double one = get(client, server + "/bench-static.txt");
            double two = commit(lab, id);
            double three = get(client, server + "/api/v1/recordings/" + id + "/sound");
            if (i >= 0) {
                file[i] = one;
                commit[i] = two;
                sound[i] = three;
            }
        }
        return new FirstByte(sound, file, commit);
    }

    /** As whoever has listened before: signed in, on a connection that is open. */
    private static double get(HttpClient client, String address) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer listener")
                .build();
        long began = System.nanoTime();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            if (body.read() < 0 || answer.statusCode() != 200) {
                throw new IOException(address + " answered " + answer.statusCode());
            }
            double ms = (System.nanoTime() - began) / 1e6;
            body.readAllBytes();
            return ms;
        }
    }

    private static double commit(SealingLab lab, UUID id) throws Exception {
        var entry =
                AuditEntry.byUser(lab.org, lab.org, "recording.play", "recording", id, new JsonObject().put("from", 0));
        long began = System.nanoTime();
        SealingLab.await(lab.database.transaction(connection -> new Audit(lab.clock).append(connection, entry)));
        return (System.nanoTime() - began) / 1e6;
    }
}
