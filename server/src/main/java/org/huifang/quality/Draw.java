package org.huifang.quality;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A draw that anybody can repeat: within each group the recordings are put in the order of SHA-256 over the seed in lower-case
 * hex followed by the recording's id as text, and the first ones are taken. Pure: seed and population alone decide.
 */
final class Draw {
    /** Name of this way to draw, in the log; another way gets another name. */
    static final String ALGORITHM = "sha256-rank-1";

    private final String seed;

    /** @param seed 32 bytes */
    Draw(byte[] seed) {
        this.seed = HexFormat.of().formatHex(seed);
    }

    record Drawn(UUID group, UUID recording) {
        String line() {
            return group + " " + recording + "\n";
        }
    }

    private record Ranked(byte[] rank, UUID recording) {}

    /** @param population lines {@code group recording}, each ended by a line feed */
    List<Drawn> of(String population, Amount amount) {
        Map<UUID, List<Ranked>> groups = new LinkedHashMap<>();
        MessageDigest sha256 = sha256();
        byte[] start = seed.getBytes(StandardCharsets.US_ASCII);
        population.lines().forEach(line -> {
            int space = line.indexOf(' ');
            String recording = line.substring(space + 1);
            sha256.update(start);
            byte[] rank = sha256.digest(recording.getBytes(StandardCharsets.US_ASCII));
            groups.computeIfAbsent(UUID.fromString(line.substring(0, space)), group -> new ArrayList<>())
                    .add(new Ranked(rank, UUID.fromString(recording)));
        });
        var drawn = new ArrayList<Drawn>();
        groups.forEach((group, members) -> members.stream()
                .sorted(Comparator.comparing(Ranked::rank, java.util.Arrays::compareUnsigned))
                .limit(amount.of(members.size()))
                .forEach(member -> drawn.add(new Drawn(group, member.recording()))));
        return drawn;
    }

    /** Of the lines of what was drawn, as of a file that holds them. */
    static byte[] digest(List<Drawn> drawn) {
        MessageDigest sha256 = sha256();
        drawn.forEach(one -> sha256.update(one.line().getBytes(StandardCharsets.US_ASCII)));
        return sha256.digest();
    }

    static byte[] digest(String population) {
        return sha256().digest(population.getBytes(StandardCharsets.US_ASCII));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
