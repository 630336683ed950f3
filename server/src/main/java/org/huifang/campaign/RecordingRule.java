package org.huifang.campaign;

import org.huifang.Remedy;

/**
 * How a campaign's calls are recorded (R62).
 *
 * @param format preset: OPUS
 * @param pauseSeconds a pause of the recording ends by itself after so long, 10 to 300; preset: 60
 */
public record RecordingRule(Format format, Integer pauseSeconds) {
    public static final int PAUSE_PRESET_SECONDS = 60;
    static final RecordingRule PRESET = new RecordingRule(Format.OPUS, PAUSE_PRESET_SECONDS);

    /** What sealed sound is encoded in. */
    public enum Format {
        /** For speech; some 1.4 MB for a talk of eight minutes. */
        OPUS,
        /** Lossless. */
        FLAC,
        /** For systems that play nothing else. */
        MP3
    }

    public RecordingRule {
        format = format == null ? Format.OPUS : format;
        if (pauseSeconds == null) {
            pauseSeconds = PAUSE_PRESET_SECONDS;
        }
        if (pauseSeconds < 10 || pauseSeconds > 300) {
            throw new RuleException("recording.pauseSeconds", pauseSeconds, Remedy.WHOLE_NUMBER.with(10, 300));
        }
    }
}
