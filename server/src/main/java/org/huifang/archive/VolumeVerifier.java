package org.huifang.archive;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.huifang.ledger.Ed25519;
import org.huifang.ledger.EntryProof;
import org.huifang.ledger.LedgerProof;
import org.huifang.ledger.SignedHead;
import org.huifang.ledger.WitnessedHead;
import org.jspecify.annotations.Nullable;

/**
 * Checks volumes that come back, with nothing else of ours: each file against its sum, the sums against the ledger's entry,
 * the entry against the signed head, and that no volume is missing between the first and the last.
 */
public final class VolumeVerifier {
    private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  (\\S.*)");

    private final byte @Nullable [] publicKey;

    /** @param publicKey of the ledger, in X.509 form; null: any, and its fingerprint is to be compared by a person */
    public VolumeVerifier(byte @Nullable [] publicKey) {
        this.publicKey = publicKey == null ? null : publicKey.clone();
    }

    /**
     * What was found.
     *
     * @param keys fingerprints of the keys that signed
     */
    public record Result(int volumes, long files, long bytes, Set<String> keys, List<String> findings) {}

    /** Is this a volume, or a folder with volumes? */
    public static boolean isArchive(Path folder) throws IOException {
        return !volumes(folder).isEmpty();
    }

    /** @param folder a volume, or one that holds volumes */
    public Result verify(Path folder) throws IOException {
        var findings = new ArrayList<String>();
        var keys = new TreeSet<String>();
        var sets = new HashMap<String, Map<Integer, Boolean>>();
        long[] read = new long[2];
        List<Path> volumes = volumes(folder);
        for (Path volume : volumes) {
            String name = String.valueOf(volume.toAbsolutePath().normalize().getFileName());
            if (!Files.isRegularFile(volume.resolve(VolumeFolder.SUMS))) {
                findings.add(name + ": SHA256SUMS is missing");
                continue;
            }
            files(volume, name, findings, read);
            proof(volume, name, findings).ifPresent(proof -> {
                EntryProof entry = proof.entries().get(0);
                proof.heads()
                        .forEach(one -> keys.add(Ed25519.fingerprint(one.head().publicKey())));
                JsonObject detail = detail(entry);
                sets.computeIfAbsent(entry.entry().subjectId(), id -> new LinkedHashMap<>())
                        .put(detail.getInteger("number"), detail.getBoolean("last"));
            });
        }
        if (!volumes.contains(folder)) {
            sets.forEach((archive, numbers) -> missing(archive, numbers, findings));
        }
        return new Result(volumes.size(), read[0], read[1], keys, findings);
    }

    private static List<Path> volumes(Path folder) throws IOException {
        if (isVolume(folder)) {
            return List.of(folder);
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(VolumeVerifier::isVolume)
                    .filter(one -> !String.valueOf(one.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** One whose sums were taken away still has its proof. */
    private static boolean isVolume(Path folder) {
        return Files.isRegularFile(folder.resolve(VolumeFolder.SUMS))
                || Files.isRegularFile(folder.resolve(VolumeProof.FILE));
    }

    private static void files(Path volume, String name, List<String> findings, long[] read) throws IOException {
        var expected = new LinkedHashMap<String, String>();
        int line = 0;
        // Bytes that are no text become signs that no line of ours has.
        String sums = new String(Files.readAllBytes(volume.resolve(VolumeFolder.SUMS)), StandardCharsets.UTF_8);
        for (String one : sums.lines().toList()) {
            line++;
            Matcher sum = SUM.matcher(one);
            if (!sum.matches() || !inside(volume, sum.group(2)) || expected.put(sum.group(2), sum.group(1)) != null) {
                findings.add(name + ": line " + line + " of SHA256SUMS is none that we wrote");
            }
        }
        for (var one : expected.entrySet()) {
            Path file = volume.resolve(one.getKey());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                findings.add(name + ": " + one.getKey() + " is missing");
            } else if (!Hashes.hex(Hashes.of(file)).equals(one.getValue())) {
                findings.add(name + ": " + one.getKey() + " is not what was archived");
            } else {
                read[0]++;
                read[1] += Files.size(file);
            }
        }
        try (Stream<Path> all = Files.walk(volume)) {
            all.filter(one -> !Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS))
                    .map(one -> volume.relativize(one).toString().replace('\\', '/'))
                    .filter(one -> !expected.containsKey(one))
                    .filter(one -> !Set.of(VolumeFolder.SUMS, VolumeProof.FILE, VolumeProof.KEY)
                            .contains(one))
                    .sorted(Comparator.naturalOrder())
                    .forEach(one -> findings.add(name + ": " + one + " was not archived; somebody added it"));
        }
    }

    private static boolean inside(Path volume, String file) {
        if (file.indexOf('\0') >= 0) {
            return false;
        }
        Path path = volume.resolve(file).normalize();
        return path.startsWith(volume.normalize()) && !Path.of(file).isAbsolute();
    }

    private Optional<LedgerProof> proof(Path volume, String name, List<String> findings) throws IOException {
        Path file = volume.resolve(VolumeProof.FILE);
        if (!Files.isRegularFile(file)) {
            findings.add(name + ": the ledger's proof (" + VolumeProof.FILE + ") is missing");
            return Optional.empty();
        }
        try {
            LedgerProof proof =
                    LedgerProof.read(new JsonObject(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
            Optional<String> broken = broken(proof, Hashes.hex(Hashes.of(volume.resolve(VolumeFolder.SUMS))));
            broken.ifPresent(why -> findings.add(name + ": " + why));
            return broken.isPresent() ? Optional.empty() : Optional.of(proof);
        } catch (IllegalArgumentException | DecodeException e) {
            findings.add(name + ": the ledger's proof cannot be read (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    private Optional<String> broken(LedgerProof proof, String sums) {
        if (proof.entries().size() != 1) {
            return Optional.of("the ledger's proof speaks of " + proof.entries().size() + " entries, not of one");
        }
        EntryProof entry = proof.entries().get(0);
        var under = proof.heads().stream()
                .map(WitnessedHead::head)
                .filter(head -> head.seq() == entry.head())
                .findFirst();
        if (under.isEmpty()) {
            return Optional.of("the ledger's proof holds no signed head for its entry");
        }
        SignedHead head = under.get();
        if (publicKey != null && !Arrays.equals(publicKey, head.publicKey())) {
            return Optional.of("it was signed with another key: " + Ed25519.fingerprint(head.publicKey()));
        }
        if (!head.isSigned()) {
            return Optional.of("the signature of the ledger's head is not its key's");
        }
        return entry.brokenUnder(head)
                .or(() -> entry.entry().action().equals("archive.volume")
                                && sums.equals(detail(entry).getString("sha256Sums"))
                        ? Optional.empty()
                        : Optional.of("SHA256SUMS is not what the ledger's entry " + entry.seq() + " speaks of"));
    }

    private static JsonObject detail(EntryProof entry) {
        return new JsonObject(entry.entry().detail());
    }

    private static void missing(String archive, Map<Integer, Boolean> numbers, List<String> findings) {
        int highest =
                numbers.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int number = 1; number <= highest; number++) {
            if (!numbers.containsKey(number)) {
                findings.add("volume " + number + " of archive " + archive + " is missing");
            }
        }
        if (!numbers.getOrDefault(highest, false)) {
            findings.add("volume " + highest + " of archive " + archive + " is not its last: later ones are missing");
        }
    }
}
