package org.huifang.recording;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;

/** How sealed sound is encoded; always stereo, agent left, customer right. */
public enum SoundFormat {
    /** Lossless; decodes to exactly the samples that Asterisk wrote. */
    FLAC("flac", "audio/flac", AV_CODEC_ID_FLAC, AV_SAMPLE_FMT_S16, true);

    private final String container;
    private final String mediaType;
    final int codec;
    final int sampleFormat;
    final boolean lossless;

    SoundFormat(String container, String mediaType, int codec, int sampleFormat, boolean lossless) {
        this.container = container;
        this.mediaType = mediaType;
        this.codec = codec;
        this.sampleFormat = sampleFormat;
        this.lossless = lossless;
    }

    /** Name of the container, which is the file name's extension too. */
    public String container() {
        return container;
    }

    public String mediaType() {
        return mediaType;
    }
}
