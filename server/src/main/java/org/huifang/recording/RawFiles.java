package org.huifang.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * What Asterisk writes for one call: the customer's leg (received from the customer) and the agent's (transmitted to the
 * customer). A mix beside them comes only from a dial plan that still writes one.
 */
record RawFiles(Path mixed, Path customer, Path agent) {
    static RawFiles of(Path spool, UUID id) {
        return new RawFiles(spool.resolve(id + ".wav"), spool.resolve(id + "-r.wav"), spool.resolve(id + "-t.wav"));
    }

    List<Path> all() {
        return List.of(mixed, customer, agent);
    }

    /** Bytes of all of them; a missing one counts 0. */
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

    boolean bothLegsExist() {
        return Files.exists(customer) && Files.exists(agent);
    }

    /** Both legs are there and Asterisk has closed whatever it writes of this call: nothing more will come. */
    boolean closed() throws IOException {
        if (!bothLegsExist()) {
            return false;
        }
        for (Path file : all()) {
            if (Files.exists(file) && !WavFile.closedByAsterisk(file)) {
                return false;
            }
        }
        return true;
    }
}
