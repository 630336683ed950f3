package org.huifang.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the heads are that a witness holds, for {@code huifang verify --witness}. */
public final class WitnessBook {
    private WitnessBook() {}

    /**
     * @param given a file, or the name of a bucket among the witnesses, whose heads are then fetched
     * @param witnesses {@code ledger.witnesses_file}; null: none
     * @return a witness's book; a fetched one goes with this process
     * @throws IOException when it is neither, or the bucket does not answer
     */
    public static Path of(String given, @Nullable Path witnesses) throws IOException {
        if (Files.exists(Path.of(given))) {
            return Path.of(given);
        }
        for (WitnessSettings one : WitnessSettings.read(witnesses)) {
            WitnessSettings.S3 bucket = one.s3();
            if (one.name().equals(given) && bucket != null) {
                Path fetched = Files.createTempFile("huifang-witness", ".heads");
                fetched.toFile().deleteOnExit();
                return Files.write(fetched, S3Witness.book(bucket));
            }
        }
        throw new IOException(
                "--witness " + given
                        + " is neither a file nor the name of a bucket in ledger.witnesses_file; for other kinds copy the book here");
    }
}
