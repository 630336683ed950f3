package org.huifang.evidence;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.huifang.ledger.Ed25519;
import org.huifang.ledger.EntryProof;
import org.huifang.ledger.HeldHeads;
import org.huifang.ledger.LedgerProof;
import org.huifang.ledger.SignedHead;
import org.huifang.ledger.WitnessedHead;
import org.jspecify.annotations.Nullable;

/** Checks a package with nothing but the package and, where it is given, the issuer's public key. Blocks. */
public final class PackageVerifier {
    private final byte @Nullable [] key;

    /** @param key of the ledger that must have signed, in X.509 form; null: whichever the package names */
    public PackageVerifier(byte @Nullable [] key) {
        this.key = key == null ? null : key.clone();
    }

    /**
     * @param broken the first thing that is not as it was made, in words; null: none
     * @param said what is proven by it, and what is not, line by line; empty when it is broken
     */
    public record Result(@Nullable String broken, List<String> said) {}

    /** Without a witness. */
    public Result verify(Path zip) throws IOException {
        return verify(zip, null);
    }

    /**
     * @param witness a witness's book, as a file or as the address of {@code huifang witness}; null: none is asked
     * @throws IOException when there is no such file, or it cannot be read, or the witness cannot be asked
     */
    public Result verify(Path zip, @Nullable String witness) throws IOException {
        try {
            return new Result(null, check(UnpackedFiles.read(zip), witness));
        } catch (BrokenPackageException e) {
            return new Result(e.words(), List.of());
        } catch (NullPointerException | ClassCastException | IllegalArgumentException | DateTimeException e) {
            // The forms were checked where hashes and signatures bind them; what is left was never ours.
            return new Result("manifest.json or ledger.json is not of the form of ours: " + e.getMessage(), List.of());
        }
    }

    private List<String> check(UnpackedFiles files, @Nullable String witness) throws IOException {
        var sums = new SumsCheck(files);
        sums.sums();
        JsonObject manifest = files.json(PackageFiles.MANIFEST);
        if (!PackageFiles.FORM.equals(manifest.getValue("form"))) {
            throw new BrokenPackageException("manifest.json is not of the form '" + PackageFiles.FORM + "'");
        }
        var proof = new ProofCheck(files);
        sums.manifest(manifest, proof.headFiles());
        proof.check(key);
        var facts = new FactsCheck(files, manifest, proof.proof().entries());
        EntryProof made = facts.check();
        var said = said(files, manifest, facts, proof.proof(), made);
        if (witness != null) {
            said.add(held(proof.proof(), witness));
        }
        return said;
    }

    private List<String> said(
            UnpackedFiles files, JsonObject manifest, FactsCheck facts, LedgerProof proof, EntryProof made) {
        var by = manifest.getJsonObject("madeBy");
        long sounds = facts.rows("recordings").stream()
                .filter(one -> one.containsKey("sound"))
                .count();
        String fingerprint = Ed25519.fingerprint(proof.publicKey());
        var said = new ArrayList<String>();
        said.add("callback " + manifest.getJsonObject("callback").getString("id") + ", package "
                + manifest.getString("package") + ", made " + manifest.getString("madeAt") + " by "
                + by.getString("name")
                + " (" + by.getString("login") + ")");
        said.add("proven: all " + files.names().size() + " files are as they were when entry " + made.seq()
                + " of the log was written, which names the manifest");
        said.add("proven: " + proof.entries().size() + " entries of the log stand under "
                + proof.heads().size()
                + " signed head(s), among them the beginning of " + facts.callsInTheLog() + " of "
                + facts.rows("attempts").size() + " call(s)");
        said.add("proven: " + sounds + " of " + facts.rows("recordings").size()
                + " recording(s) are in it, byte for byte what the log says was sealed");
        said.add("proven: the facts of " + facts.callsDigested(false) + " of "
                + facts.rows("attempts").size()
                + " call(s) (ring times, causes, outcome) are those that the log holds since soon after the call");
        if (facts.callsDigested(true) > 0) {
            said.add("WARNING: the facts of " + facts.callsDigested(true)
                    + " call(s) are not those that were digested soon after the call: somebody changed them in"
                    + " the database");
        }
        said.addAll(new LoggedFacts(manifest, facts.proven()).said());
        said.add("not proven by the log alone: what else the manifest says beside the log's entries (messages, the"
                + " latest calls) was so at the latest when the package was made, "
                + made.entry().at());
        said.add(witnesses(proof));
        said.add(
                key == null
                        ? "NOT PROVEN: who signed it. The key is the one in the package, with the fingerprint "
                                + fingerprint
                                + "; compare it with the one that the issuer gives, or give the key with --key FILE"
                        : "proven: signed with the given key, fingerprint " + fingerprint);
        return said;
    }

    private static String held(LedgerProof proof, String witness) throws IOException {
        List<SignedHead> heads = proof.heads().stream().map(WitnessedHead::head).toList();
        var asked = HeldHeads.ask(witness, heads);
        if (asked.otherwise() != null) {
            throw new BrokenPackageException(asked.otherwise());
        }
        String all = String.valueOf(heads.size());
        return asked.held().size() == heads.size()
                ? "proven: the given witness holds all " + all + " signed head(s) of it, or the ones that name them"
                : "proven: the given witness holds " + asked.held().size() + " of " + all
                        + " signed head(s) of it; NOT PROVEN by it: head(s) "
                        + heads.stream()
                                .map(SignedHead::seq)
                                .filter(seq -> !asked.held().contains(seq))
                                .map(String::valueOf)
                                .collect(Collectors.joining(", "))
                        + ", which it did not take (its last one is " + asked.last() + ")";
    }

    private static String witnesses(LedgerProof proof) {
        long taken = proof.heads().stream()
                .filter(head -> !head.receipts().isEmpty())
                .count();
        return proof.heads().stream()
                .filter(head -> !head.receipts().isEmpty())
                .reduce((first, second) -> second)
                .map(last -> taken + " of the heads were taken by a witness; the last one, "
                        + last.head().seq() + ", by " + receipt(last.receipts().get(0)))
                .orElse("no witness's receipt is in it: that the log was not rewritten as a whole rests on the"
                        + " issuer's key");
    }

    private static String receipt(WitnessedHead.Taken taken) {
        return taken.witness() + " at " + taken.receipt().at() + " (its key: "
                + Ed25519.fingerprint(taken.receipt().publicKey()) + ")";
    }
}
