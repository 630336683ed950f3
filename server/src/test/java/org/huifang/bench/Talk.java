package org.huifang.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A callback as two voices speak it, in English and Chinese, with pauses and noise of the line, as A-law brought it: the
 * agent left, the customer right. Spoken by espeak-ng.
 */
final class Talk {
    private static final int RATE = 8000;
    private static final int PAUSE = RATE * 8 / 10;
    private static final String[][] LINES = {
        {
            "en-us",
            "Good morning, this is the customer service of the dealership. You had your car serviced with us on Tuesday,"
                    + " and I would like to ask whether everything went well. Do you have two minutes for me?"
        },
        {"en-gb-x-rp", "Yes, certainly. The service itself was fine, but I waited nearly an hour for the keys."},
        {"cmn", "非常抱歉让您久等了。请问您对我们的维修质量满意吗？一到十分，您会打几分？"},
        {"cmn+f2", "维修质量还可以，我打八分。不过空调好像还是有一点声音，希望你们下次能检查一下。"},
        {
            "en-us",
            "Thank you very much. I have noted that the air conditioning still makes a noise. A colleague will call you"
                    + " within four hours to agree on a date. Is there anything else that we could have done better?"
        },
        {"en-gb-x-rp", "No, that is all. Please send me a short message with the address. Thank you, goodbye."},
    };

    private final Path tools;
    private final Path folder;

    Talk(Path folder) throws Exception {
        this.folder = folder;
        Path script = Path.of(System.getProperty("huifang.home", "."), "server/src/test/speech/fetch-speech");
        var fetch = new ProcessBuilder(script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (fetch.waitFor() != 0) {
            throw new IllegalStateException("no ffmpeg and espeak-ng to compare with");
        }
        tools = Path.of(printed);
    }

    void ffmpeg(List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of(tools.resolve("ffmpeg").toString(), "-nostdin"));
        command.addAll(arguments);
        run(command);
    }

    /** Left, right, left …; the lines again and again. */
    short[] stereo(int seconds) throws Exception {
        short[] stereo = new short[seconds * RATE * 2];
        var random = new Random(1);
        int at = PAUSE;
        while (at < seconds * RATE) {
            for (int line = 0; line < LINES.length; line++) {
                for (short sample : spoken(line)) {
                    if (at < seconds * RATE) {
                        stereo[2 * at++ + line % 2] = sample;
                    }
                }
                at += PAUSE;
            }
        }
        for (int i = 0; i < stereo.length; i++) {
            stereo[i] = alaw(stereo[i] + (int) Math.round(20 * random.nextGaussian()));
        }
        return stereo;
    }

    private short[] spoken(int line) throws Exception {
        Path wav = folder.resolve("line" + line + ".wav");
        Path raw = folder.resolve("line" + line + ".s16");
        if (!Files.exists(raw)) {
            run(List.of(
                    tools.resolve("espeak-ng").toString(), "-v", LINES[line][0], "-w", wav.toString(), LINES[line][1]));
            ffmpeg(List.of(
                    "-v",
                    "error",
                    "-y",
                    "-i",
                    wav.toString(),
                    "-af",
                    "volume=0.5",
                    "-ar",
                    "" + RATE,
                    "-f",
                    "s16le",
                    raw.toString()));
        }
        var bytes = ByteBuffer.wrap(Files.readAllBytes(raw))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        short[] samples = new short[bytes.remaining()];
        bytes.get(samples);
        return samples;
    }

    /** What A-law leaves of a sample: 16 steps in each of its segments. */
    private static short alaw(int sample) {
        int size = Math.min(32_635, Math.abs(sample));
        int step = 16;
        while (size >= step * 32) {
            step *= 2;
        }
        int left = size / step * step + step / 2;
        return (short) (sample < 0 ? -left : left);
    }

    Path write(short[] stereo, Path wav) throws IOException {
        var out = ByteBuffer.allocate(44 + stereo.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + stereo.length * 2);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) 1).putShort((short) 2).putInt(RATE).putInt(RATE * 4);
        out.putShort((short) 4).putShort((short) 16);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(stereo.length * 2);
        for (short sample : stereo) {
            out.putShort(sample);
        }
        return Files.write(wav, out.array());
    }

    private static void run(List<String> command) throws Exception {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("failed: " + command);
        }
    }
}
