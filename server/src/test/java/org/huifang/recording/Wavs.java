package org.huifang.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** WAV files as Asterisk writes them: a header of 44 bytes, then mono samples of 16 bits at 8 kHz. */
final class Wavs {
    static final int RATE = 8000;

    private Wavs() {}

    static short[] tone(double hertz, int frames) {
        short[] samples = new short[frames];
        for (int i = 0; i < frames; i++) {
            samples[i] = (short) Math.round(8000 * Math.sin(2 * Math.PI * hertz * i / RATE));
        }
        return samples;
    }

    static void write(Path file, short[] samples) throws IOException {
        Files.write(file, bytes(samples, samples.length * 2));
    }

    /** What a killed Asterisk leaves: the header still says 0. */
    static void writeUnclosed(Path file, short[] samples) throws IOException {
        Files.write(file, bytes(samples, 0));
    }

    static void call(RawFiles raw, short[] agent, short[] customer) throws IOException {
        write(raw.agent(), agent);
        write(raw.customer(), customer);
    }

    /** With the mix beside the legs, as a dial plan writes it that still asks for one. */
    static void callWithMix(RawFiles raw, short[] agent, short[] customer) throws IOException {
        call(raw, agent, customer);
        short[] mix = new short[Math.max(agent.length, customer.length)];
        for (int i = 0; i < mix.length; i++) {
            mix[i] = (short) ((i < agent.length ? agent[i] : 0) + (i < customer.length ? customer[i] : 0));
        }
        write(raw.mixed(), mix);
    }

    private static byte[] bytes(short[] samples, int declared) {
        var out = ByteBuffer.allocate(44 + samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + declared);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * 2);
        out.putShort((short) 2).putShort((short) 16);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(declared);
        for (short sample : samples) {
            out.putShort(sample);
        }
        return out.array();
    }
}
