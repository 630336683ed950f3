package org.huifang.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a file is written in by reading all of it strictly: UTF-8 if every byte fits, else GB18030 if every byte
 * fits. A guess from the first lines would turn names into nonsense.
 */
final class CsvCharset {
    private static final Charset GB18030 = Charset.forName("GB18030");

    private CsvCharset() {}

    /**
     * @param given null: find out
     * @throws Refusal when the file is in neither, or not in the one given
     */
    static Charset of(Path file, @Nullable String given) throws IOException {
        List<Charset> candidates =
                given == null ? List.of(StandardCharsets.UTF_8, GB18030) : List.of(Charset.forName(given));
        long wrongAt = 0;
        for (Charset candidate : candidates) {
            Optional<Long> wrong = firstWrongByte(file, candidate);
            if (wrong.isEmpty()) {
                return candidate;
            }
            wrongAt = wrong.get();
        }
        throw Refusal.invalid(
                "charset",
                given,
                Remedy.NOT_IN_CHARSET.with(
                        String.join(
                                " / ", candidates.stream().map(Charset::name).toList()),
                        wrongAt));
    }

    private static Optional<Long> firstWrongByte(Path file, Charset charset) throws IOException {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        CharBuffer chars = CharBuffer.allocate(64 * 1024);
        long before = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            boolean end = false;
            while (!end) {
                end = channel.read(bytes) < 0;
                bytes.flip();
                CoderResult result;
                do {
                    chars.clear();
                    result = decoder.decode(bytes, chars, end);
                } while (result.isOverflow());
                if (result.isError()) {
                    return Optional.of(before + bytes.position());
                }
                before += bytes.position();
                bytes.compact();
            }
        }
        return Optional.empty();
    }
}
