package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StereoEncoderTest {
    @TempDir
    Path spool;

    private RawFiles raw;

    @org.junit.jupiter.api.BeforeEach
    void names() {
        raw = RawFiles.of(spool, UUID.randomUUID());
    }

    @Test
    void theAgentIsLeftAndTheCustomerRight() throws IOException {
        Wavs.call(raw, Wavs.tone(440, 16_000), Wavs.tone(1000, 16_000));
        short[] stereo = encodeAndDecode();
        assertThat(side(stereo, 0)).isEqualTo(Wavs.tone(440, 16_000));
        assertThat(side(stereo, 1)).isEqualTo(Wavs.tone(1000, 16_000));
    }

    @Test
    void aShorterLegIsFilledAtItsEndSoThatBothStayInTime() throws IOException {
        Wavs.call(raw, Wavs.tone(440, 8_160), Wavs.tone(1000, 8_000));
        short[] stereo = encodeAndDecode();
        assertThat(stereo).hasSize(2 * 8_160);
        assertThat(side(stereo, 0)).isEqualTo(Wavs.tone(440, 8_160));
        assertThat(side(stereo, 1)).isEqualTo(Arrays.copyOf(Wavs.tone(1000, 8_000), 8_160));
    }

    @Test
    void theLengthOfAFileThatAsteriskNeverClosedComesFromItsSize() throws IOException {
        Wavs.writeUnclosed(raw.agent(), Wavs.tone(440, 24_000));
        Wavs.writeUnclosed(raw.customer(), Wavs.tone(1000, 23_840));
        try (var sound = CallSound.open(raw)) {
            assertThat(sound).isNotNull();
            assertThat(sound.durationMs()).isEqualTo(3000);
            assertThat(sound.problems()).contains(Problem.HEADER_REPAIRED);
        }
        assertThat(raw.closed()).isFalse();
        assertThat(side(encodeAndDecode(), 0)).isEqualTo(Wavs.tone(440, 24_000));
    }

    @Test
    void aMissingLegAndASilentOneAreTold() throws IOException {
        Wavs.write(raw.customer(), new short[8000]);
        try (var sound = CallSound.open(raw)) {
            assertThat(sound).isNotNull();
            StereoEncoder.encode(sound, SoundFormat.FLAC, spool.resolve("x"));
            assertThat(sound.problems()).containsExactlyInAnyOrder(Problem.AGENT_LEG_MISSING, Problem.CUSTOMER_SILENT);
        }
    }

    @Test
    void filesWithoutSoundAreNoSound() throws IOException {
        Wavs.call(raw, new short[0], new short[0]);
        assertThat(CallSound.open(raw)).isNull();
        Files.write(raw.agent(), new byte[10]);
        assertThat(CallSound.open(raw)).isNull();
    }

    @Test
    void whatIsNoWavFileIsRefused() throws IOException {
        Files.write(raw.agent(), new byte[1000]);
        assertThatThrownBy(() -> CallSound.open(raw)).hasMessageContaining("is no WAV file");
    }

    @Test
    void rawHashesAreThoseOfTheFilesAsTheyLie() throws IOException {
        Wavs.call(raw, Wavs.tone(440, 100_000), Wavs.tone(1000, 50_001));
        try (var sound = CallSound.open(raw)) {
            assertThat(sound).isNotNull();
            StereoEncoder.encode(sound, SoundFormat.FLAC, spool.resolve("x"));
            assertThat(sound.sha256Agent()).isEqualTo(Sha256.start().digest(Files.readAllBytes(raw.agent())));
            assertThat(sound.sha256Customer()).isEqualTo(Sha256.start().digest(Files.readAllBytes(raw.customer())));
        }
    }

    @ParameterizedTest
    @EnumSource(SoundFormat.class)
    void everyFormatKeepsTheSidesAndTheLength(SoundFormat format) throws IOException {
        short[] agent = Speech.of(1, 101_900);
        short[] customer = Speech.of(2, 101_900);
        Wavs.call(raw, agent, customer);
        StereoEncoder.Encoded encoded;
        Path file = spool.resolve("encoded");
        try (var sound = CallSound.open(raw)) {
            encoded = StereoEncoder.encode(sound, format, file);
        }
        assertThat(encoded.frames()).isEqualTo(101_900);
        assertThat(lengthAsPlayersSeeIt(file)).isCloseTo(101_900 * 1000 / 8.0, within(7_000.0));
        var heard = new Loudness(8000);
        try (var in = Files.newInputStream(file)) {
            SoundDecoder.decode(in, format, 8000, heard::add);
        }
        assertThat(heard.frames()).isCloseTo(101_900, within(100L));
        assertThat(heard.differsFrom(loudness(agent, customer))).isNull();
        assertThat(heard.differsFrom(loudness(customer, agent))).contains("agent's side differs");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPUS", "MP3"})
    void aHoleInALossyFileIsFound(SoundFormat format) throws IOException {
        short[] agent = Speech.of(1, 80_000);
        short[] holed = agent.clone();
        Arrays.fill(holed, 40_000, 64_000, (short) 0);
        short[] customer = Speech.of(2, 80_000);
        Wavs.call(raw, holed, customer);
        Path file = spool.resolve("encoded");
        try (var sound = CallSound.open(raw)) {
            StereoEncoder.encode(sound, format, file);
        }
        var heard = new Loudness(8000);
        try (var in = Files.newInputStream(file)) {
            SoundDecoder.decode(in, format, 8000, heard::add);
        }
        assertThat(heard.differsFrom(loudness(agent, customer))).contains("agent's side differs at second");
    }

    private static Loudness loudness(short[] left, short[] right) {
        var stereo = java.nio.ShortBuffer.allocate(left.length * 2);
        for (int i = 0; i < left.length; i++) {
            stereo.put(left[i]).put(right[i]);
        }
        var loudness = new Loudness(8000);
        loudness.add(stereo.flip());
        return loudness;
    }

    /** Microseconds, from what the file itself says. */
    private static double lengthAsPlayersSeeIt(Path file) throws IOException {
        try (var grabber = new org.bytedeco.javacv.FFmpegFrameGrabber(file.toFile())) {
            grabber.start();
            return grabber.getLengthInTime();
        }
    }

    private short[] encodeAndDecode() throws IOException {
        Path file = spool.resolve("encoded");
        try (var sound = CallSound.open(raw)) {
            assertThat(sound).isNotNull();
            StereoEncoder.encode(sound, SoundFormat.FLAC, file);
        }
        var bytes = new ByteArrayOutputStream();
        try (var in = Files.newInputStream(file)) {
            int rate = SoundDecoder.decode(in, SoundFormat.FLAC, samples -> {
                while (samples.hasRemaining()) {
                    short s = samples.get();
                    bytes.write(s >> 8);
                    bytes.write(s);
                }
            });
            assertThat(rate).isEqualTo(8000);
        }
        short[] stereo = new short[bytes.size() / 2];
        java.nio.ByteBuffer.wrap(bytes.toByteArray()).asShortBuffer().get(stereo);
        return stereo;
    }

    private static short[] side(short[] stereo, int offset) {
        short[] side = new short[stereo.length / 2];
        for (int i = 0; i < side.length; i++) {
            side[i] = stereo[2 * i + offset];
        }
        return side;
    }
}
