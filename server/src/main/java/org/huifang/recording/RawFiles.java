package org.huifang.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * What Asterisk writes for one call: the customer's leg (received from the customer), the agent's (transmitted to the
 * customer) and the mix.
 */
record RawFiles(Path mixed, Path customer, Path agent) {
    static RawFiles of(Path spool, UUID id) {
        return new RawFiles(spool.resolve(id + ".wav"), spool.resolve(id + "-r.wav"), spool.resolve(id + "-t.wav"));
    }

    List<Path> all() {
        return List.of(mixed, customer, agent);
    }

    /** Bytes of all three; a missing one counts 0. */
    long bytes() throws IOException {
        long sum = 0;
        for (Path file : all()) {
            sum += size(file);
        }
        return sum;
    }

    static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (java.nio.file.NoSuchFileException e) {
            return 0;
        }
    }

    boolean anyExists() {
        return all().stream().anyMatch(Files::exists);
    }

    boolean allExist() {
        return all().stream().allMatch(Files::exists);
    }

    /** All three exist and Asterisk has closed them: nothing more will come. */
    boolean closed() throws IOException {
        for (Path file : all()) {
            if (!Files.exists(file) || !WavFile.closedByAsterisk(file)) {
                return false;
            }
        }
        return true;
    }
}
