package org.huifang.recording;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;

import java.util.Map;

/** How sealed sound is encoded; always stereo, agent left, customer right. The campaign's rules choose. */
public enum SoundFormat {
    /**
     * For speech; the preset. Complexity 3 of 10 in frames of 40 ms: half the work of the most thorough search; most of the
     * spectral distance that this costs is bought back with 1.4 kbit/s.
     */
    OPUS(
            "ogg",
            "audio/ogg; codecs=opus",
            "libopus",
            AV_SAMPLE_FMT_S16,
            25_400,
            Map.of("application", "voip", "compression_level", "3", "frame_duration", "40")),
    /** Lossless; decodes to exactly the samples that Asterisk wrote. */
    FLAC("flac", "audio/flac", "flac", AV_SAMPLE_FMT_S16, 0, Map.of("compression_level", "5")),
    /** For systems that play nothing else. */
    MP3("mp3", "audio/mpeg", "libmp3lame", AV_SAMPLE_FMT_S16P, 64_000, Map.of("compression_level", "7"));

    private final String container;
    private final String mediaType;
    final String encoder;
    final int sampleFormat;
    final int bitsPerSecond;
    final Map<String, String> options;

    SoundFormat(
            String container,
            String mediaType,
            String encoder,
            int sampleFormat,
            int bitsPerSecond,
            Map<String, String> options) {
        this.container = container;
        this.mediaType = mediaType;
        this.encoder = encoder;
        this.sampleFormat = sampleFormat;
        this.bitsPerSecond = bitsPerSecond;
        this.options = options;
    }

    /** Name of the container, which is the file name's extension too. */
    public String container() {
        return container;
    }

    public String mediaType() {
        return mediaType;
    }

    boolean lossless() {
        return this == FLAC;
    }

    boolean planar() {
        return sampleFormat == AV_SAMPLE_FMT_S16P;
    }
}
