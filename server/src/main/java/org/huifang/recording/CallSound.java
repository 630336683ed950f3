package org.huifang.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The raw sound of one call as stereo frames: agent left, customer right. Both legs begin at the same instant; the
 * shorter one is filled with silence at its end, so that both stay in real time. Reads in blocks of constant size.
 */
final class CallSound implements Closeable {
    /** A side whose loudest sample stays below this (of 32,767) was silent: line noise is about 10. */
    private static final int SILENCE = 64;

    private final @Nullable WavFile agent;
    private final @Nullable WavFile customer;
    private final @Nullable WavFile mixed;
    private final Set<Problem> problems = EnumSet.noneOf(Problem.class);
    private final int sampleRate;
    private final long frames;
    private short[] left = new short[0];
    private short[] right = new short[0];
    private int loudestAgent;
    private int loudestCustomer;
    private long position;

    private CallSound(@Nullable WavFile agent, @Nullable WavFile customer, @Nullable WavFile mixed) throws IOException {
        this.agent = agent;
        this.customer = customer;
        this.mixed = mixed;
        int rate = 0;
        long longest = 0;
        for (WavFile wav : new WavFile[] {agent, customer, mixed}) {
            if (wav == null) {
                continue;
            }
            if (rate != 0 && rate != wav.sampleRate()) {
                throw new IOException("the legs have different sample rates: " + rate + " and " + wav.sampleRate());
            }
            rate = wav.sampleRate();
            longest = Math.max(longest, wav.frames());
            if (!wav.closedByAsterisk() && wav.frames() > 0) {
                problems.add(Problem.HEADER_REPAIRED);
            }
        }
        sampleRate = rate;
        frames = longest;
        if (mixed != null) {
            problems.add(Problem.MIXED_ONLY);
        } else {
            if (agent == null) {
                problems.add(Problem.AGENT_LEG_MISSING);
            }
            if (customer == null) {
                problems.add(Problem.CUSTOMER_LEG_MISSING);
            }
        }
    }

    /** Takes the legs that hold sound; the mixed file only where no leg does. Null where nothing holds sound. */
    static @Nullable CallSound open(RawFiles raw) throws IOException {
        WavFile agent = withSound(raw.agent());
        WavFile customer = null;
        WavFile mixed = null;
        try {
            customer = withSound(raw.customer());
            mixed = agent == null && customer == null ? withSound(raw.mixed()) : null;
            return agent == null && customer == null && mixed == null ? null : new CallSound(agent, customer, mixed);
        } catch (IOException | RuntimeException e) {
            closeAll(agent, customer, mixed);
            throw e;
        }
    }

    private static @Nullable WavFile withSound(Path file) throws IOException {
        if (!java.nio.file.Files.exists(file)) {
            return null;
        }
        var wav = WavFile.open(file);
        if (wav.frames() > 0) {
            return wav;
        }
        wav.close();
        return null;
    }

    /** Fills {@code stereo} with frames of two samples; less than asked for only at the end. */
    int read(short[] stereo, int wantedFrames) throws IOException {
        int count = (int) Math.min(wantedFrames, frames - position);
        if (left.length < count) {
            left = new short[count];
            right = new short[count];
        }
        side(agent != null ? agent : mixed, left, count);
        if (mixed != null) {
            System.arraycopy(left, 0, right, 0, count);
        } else {
            side(customer, right, count);
        }
        for (int i = 0; i < count; i++) {
            stereo[2 * i] = left[i];
            stereo[2 * i + 1] = right[i];
            loudestAgent = Math.max(loudestAgent, Math.abs((int) left[i]));
            loudestCustomer = Math.max(loudestCustomer, Math.abs((int) right[i]));
        }
        position += count;
        return count;
    }

    private static void side(@Nullable WavFile wav, short[] into, int count) throws IOException {
        int n = wav == null ? 0 : wav.read(into, count);
        java.util.Arrays.fill(into, n, count, (short) 0);
    }

    int sampleRate() {
        return sampleRate;
    }

    long frames() {
        return frames;
    }

    long durationMs() {
        return frames * 1000 / sampleRate;
    }

    byte @Nullable [] sha256Agent() throws IOException {
        return agent == null ? null : agent.sha256();
    }

    byte @Nullable [] sha256Customer() throws IOException {
        return customer == null ? null : customer.sha256();
    }

    /** What was seen of the files; of silence only after all was read. */
    Set<Problem> problems() {
        if (agent != null && loudestAgent < SILENCE) {
            problems.add(Problem.AGENT_SILENT);
        }
        if (customer != null && loudestCustomer < SILENCE) {
            problems.add(Problem.CUSTOMER_SILENT);
        }
        return problems;
    }

    @Override
    public void close() throws IOException {
        closeAll(agent, customer, mixed);
    }

    private static void closeAll(@Nullable WavFile... files) throws IOException {
        for (WavFile file : files) {
            if (file != null) {
                file.close();
            }
        }
    }
}
