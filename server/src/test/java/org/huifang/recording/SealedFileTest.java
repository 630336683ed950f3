package org.huifang.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFileTest {
    private static final int CHUNK = SealedHeader.CHUNK_BYTES;
    private final UUID recording = UUID.randomUUID();
    private final UUID keyId = UUID.randomUUID();
    private final SecretKeySpec key = MasterKey.newFileKey();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 777})
    void givesBackWhatWasSealed(int length) throws IOException {
        byte[] plain = random(length);
        Path file = seal(plain, recording, key);
        try (var sealed = open(file)) {
            assertThat(sealed.length()).isEqualTo(length);
            assertThat(new SealedInputStream(sealed).readAllBytes()).isEqualTo(plain);
        }
    }

    @Test
    void readsAtAnyPlace() throws IOException {
        byte[] plain = random(3 * CHUNK + 777);
        try (var sealed = open(seal(plain, recording, key))) {
            for (long at : new long[] {plain.length - 1, 0, CHUNK - 1, CHUNK, 2L * CHUNK + 5, 3L * CHUNK}) {
                byte[] got = new byte[1];
                sealed.read(at, 1).get(got);
                assertThat(got[0]).as("at " + at).isEqualTo(plain[(int) at]);
            }
            assertThat(sealed.read(plain.length, 1).remaining()).isZero();
        }
    }

    @Test
    void theSoundIsNotInTheFile() throws IOException {
        byte[] plain = new byte[CHUNK];
        Arrays.fill(plain, (byte) 'A');
        assertThat(Files.readString(seal(plain, recording, key), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("AAAAAAAA");
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(seal(random(2 * CHUNK + 100), recording, key));
        var places = new Random(7).ints(200, 0, whole.length).toArray();
        for (int i = 0; i < places.length; i++) {
            // The first rounds flip each byte of the header.
            int place = i < SealedHeader.BYTES ? i : places[i];
            byte[] flipped = whole.clone();
            flipped[place] ^= (byte) (1 << (i % 8));
            assertDamaged(flipped, "bit in byte " + place);
        }
    }

    @Test
    void aCutOrLengthenedFileIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(seal(random(3 * CHUNK), recording, key));
        int stride = CHUNK + SealedFile.TAG_BYTES;
        for (int length : new int[] {
            0, 10, SealedHeader.BYTES, SealedHeader.BYTES + stride, SealedHeader.BYTES + 2 * stride, whole.length - 1
        }) {
            assertDamaged(Arrays.copyOf(whole, length), "cut to " + length);
        }
        assertDamaged(Arrays.copyOf(whole, whole.length + 1), "one byte more");
        assertDamaged(Arrays.copyOf(whole, whole.length + stride), "one chunk more");
    }

    @Test
    void swappedChunksAreNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(seal(random(3 * CHUNK), recording, key));
        int stride = CHUNK + SealedFile.TAG_BYTES;
        byte[] swapped = whole.clone();
        System.arraycopy(whole, SealedHeader.BYTES, swapped, SealedHeader.BYTES + stride, stride);
        System.arraycopy(whole, SealedHeader.BYTES + stride, swapped, SealedHeader.BYTES, stride);
        assertDamaged(swapped, "chunks swapped");
    }

    @Test
    void anotherRecordingsFileIsRefusedEvenUnderTheSameKey() throws IOException {
        byte[] others = Files.readAllBytes(seal(random(500), UUID.randomUUID(), key));
        assertDamaged(others, "another recording's file");
        // With the id in its header forged, its chunks still know whose they are.
        byte[] own = Files.readAllBytes(seal(random(500), recording, key));
        System.arraycopy(own, 0, others, 0, SealedHeader.BYTES);
        assertDamaged(others, "another recording's chunks under our header");
    }

    @Test
    void theMasterKeyWrapsAndTellsItself() throws IOException {
        assertThat(MasterKey.createIn(folder)).isTrue();
        assertThat(MasterKey.createIn(folder)).as("a second time").isFalse();
        var master = MasterKey.readFrom(folder);
        byte[] wrapped = master.wrap(keyId, key);
        assertThat(master.unwrap(keyId, wrapped, master.id())).isEqualTo(key);
        assertThatThrownBy(() -> master.unwrap(UUID.randomUUID(), wrapped, master.id()))
                .isInstanceOf(DamagedRecordingException.class);
        assertThatThrownBy(() -> master.unwrap(keyId, wrapped, "0".repeat(32)))
                .isInstanceOf(DamagedRecordingException.class)
                .hasMessageContaining(master.id());
    }

    @Test
    void aMasterKeyThatOthersCanReadIsRefused() throws IOException {
        MasterKey.createIn(folder);
        Files.setPosixFilePermissions(
                folder.resolve(MasterKey.FILE_NAME),
                java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> MasterKey.readFrom(folder)).hasMessageContaining("chmod 600");
    }

    private void assertDamaged(byte[] bytes, String what) throws IOException {
        Path file = folder.resolve("damaged");
        Files.write(file, bytes);
        assertThatThrownBy(() -> {
                    try (var sealed = open(file)) {
                        // From behind: the end alone must not look whole either.
                        for (long at = sealed.length() - 1; at >= 0; at -= CHUNK) {
                            sealed.read(at, 1);
                        }
                        sealed.read(0, 1);
                    }
                })
                .as(what)
                .isInstanceOf(DamagedRecordingException.class);
    }

    private SealedFile open(Path file) throws IOException {
        return SealedFile.open(file, recording, id -> id.equals(keyId) ? key : null);
    }

    private Path seal(byte[] plain, UUID id, SecretKeySpec with) throws IOException {
        Path file = folder.resolve("sealed-" + id);
        try (var writer = new SealedFileWriter(file, id, keyId, with)) {
            for (int at = 0; at < plain.length; at += 5000) {
                writer.write(plain, at, Math.min(5000, plain.length - at));
            }
            var written = writer.finish();
            assertThat(written.size()).isEqualTo(Files.size(file));
            assertThat(written.sha256()).isEqualTo(Sha256.start().digest(Files.readAllBytes(file)));
        }
        return file;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
