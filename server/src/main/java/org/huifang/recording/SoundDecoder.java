package org.huifang.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ShortBuffer;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;

/** Decodes stereo sound with JavaCV, frame by frame. */
final class SoundDecoder {
    private static final int TELEPHONE_RATE = 8000;

    static {
        avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    }

    private SoundDecoder() {}

    /** Takes samples as left, right, left …; the buffer is reused after the call. */
    interface Listener {
        void samples(ShortBuffer stereo);
    }

    /** At the rate of the telephone, in which lossless sound lies anyway. */
    static int decode(InputStream sound, SoundFormat format, Listener listener) throws IOException {
        return decode(sound, format, format.lossless() ? 0 : TELEPHONE_RATE, listener);
    }

    /**
     * @param rate frames per second to decode to; 0: as the file has it
     * @return frames per second
     */
    static int decode(InputStream sound, SoundFormat format, int rate, Listener listener) throws IOException {
        try (var grabber = new FFmpegFrameGrabber(sound, 0)) {
            grabber.setFormat(format.container());
            grabber.setSampleMode(FrameGrabber.SampleMode.SHORT);
            // Else the decoder starts a thread for each processor, for every file.
            grabber.setAudioOption("threads", "1");
            if (rate > 0) {
                grabber.setSampleRate(rate);
            }
            grabber.start();
            if (grabber.getAudioChannels() != 2) {
                throw new IOException("the sound has " + grabber.getAudioChannels() + " sides, not 2");
            }
            for (Frame frame = grabber.grabSamples(); frame != null; frame = grabber.grabSamples()) {
                listener.samples((ShortBuffer) frame.samples[0]);
            }
            return rate > 0 ? rate : grabber.getSampleRate();
        } catch (FrameGrabber.Exception e) {
            throw new IOException("decoding failed: " + e.getMessage(), e);
        }
    }
}
