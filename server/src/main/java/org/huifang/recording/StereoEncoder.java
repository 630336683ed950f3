package org.huifang.recording;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameRecorder;

/** Encodes a call's stereo sound into one file with JavaCV, block by block. */
final class StereoEncoder {
    private static final int BLOCK_FRAMES = 8192;

    static {
        avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    }

    private StereoEncoder() {}

    /** @param samples fingerprint of the samples that went in, to compare with what decodes */
    record Encoded(long frames, byte[] samples) {}

    /** @param target replaced when it exists */
    static Encoded encode(CallSound sound, SoundFormat format, Path target) throws IOException {
        MessageDigest fingerprint = Samples.fingerprint();
        try (var recorder = new FFmpegFrameRecorder(target.toFile(), 2)) {
            recorder.setFormat(format.container());
            recorder.setAudioCodec(format.codec);
            recorder.setSampleFormat(format.sampleFormat);
            recorder.setSampleRate(sound.sampleRate());
            recorder.start();
            short[] block = new short[BLOCK_FRAMES * 2];
            long frames = 0;
            for (int n = sound.read(block, BLOCK_FRAMES); n > 0; n = sound.read(block, BLOCK_FRAMES)) {
                var samples = ShortBuffer.wrap(block, 0, n * 2);
                Samples.update(fingerprint, samples);
                recorder.recordSamples(sound.sampleRate(), 2, samples);
                frames += n;
            }
            recorder.stop();
            return new Encoded(frames, fingerprint.digest());
        } catch (FrameRecorder.Exception e) {
            throw new IOException("encoding failed: " + e.getMessage(), e);
        }
    }
}
