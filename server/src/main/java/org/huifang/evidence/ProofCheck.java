package org.huifang.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.huifang.ledger.Ed25519;
import org.huifang.ledger.EntryProof;
import org.huifang.ledger.LedgerProof;
import org.huifang.ledger.SignedHead;
import org.huifang.ledger.WitnessedHead;
import org.jspecify.annotations.Nullable;

/** Is every entry of the log one that a signed head speaks for, and are the heads signed by one key and follow each other? */
final class ProofCheck {
    private final UnpackedFiles files;
    private final LedgerProof proof;
    private final Map<Long, SignedHead> heads = new HashMap<>();

    ProofCheck(UnpackedFiles files) {
        this.files = files;
        try {
            this.proof = LedgerProof.read(files.json(PackageFiles.LEDGER));
        } catch (IllegalArgumentException e) {
            throw new BrokenPackageException(PackageFiles.LEDGER + " cannot be read: " + e.getMessage());
        }
    }

    LedgerProof proof() {
        return proof;
    }

    /** The files beside the proof that hold its heads. */
    Set<String> headFiles() {
        var names = new HashSet<String>();
        for (WitnessedHead head : proof.heads()) {
            names.add(PackageFiles.headText(head.head().seq()));
            names.add(PackageFiles.headSignature(head.head().seq()));
        }
        return names;
    }

    /** @param key that must have signed; null: whichever the package names */
    void check(byte @Nullable [] key) {
        if (key != null && !Arrays.equals(key, proof.publicKey())) {
            throw new BrokenPackageException("it was signed with another key than the given one: with "
                    + Ed25519.fingerprint(proof.publicKey()) + ", given was " + Ed25519.fingerprint(key));
        }
        byte[] pem = PackageWriter.pem(proof.publicKey()).getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(pem, files.bytes(PackageFiles.KEY))) {
            throw new BrokenPackageException(
                    PackageFiles.KEY + " is not the key of the proof: one of both was replaced");
        }
        heads();
        entries();
    }

    private void heads() {
        SignedHead before = null;
        for (WitnessedHead witnessed : proof.heads()) {
            SignedHead head = witnessed.head();
            String what = "head " + head.seq();
            if (!Arrays.equals(head.publicKey(), proof.publicKey()) || !head.isSigned()) {
                throw new BrokenPackageException(what + " is not signed with the key "
                        + Ed25519.fingerprint(proof.publicKey()) + ": it was forged");
            }
            if (before != null
                    && (head.seq() <= before.seq()
                            || !head.chain().equals(before.chain())
                            || (head.from() == before.seq() + 1
                                    && !head.previous().equals(before.digest())))) {
                throw new BrokenPackageException(
                        what + " does not follow head " + before.seq() + ": one of both is forged");
            }
            if (!Arrays.equals(head.text(), files.bytes(PackageFiles.headText(head.seq())))
                    || !Arrays.equals(head.signature(), files.bytes(PackageFiles.headSignature(head.seq())))) {
                throw new BrokenPackageException(
                        PackageFiles.headText(head.seq()) + " is not the head of the proof: one of both was replaced");
            }
            for (WitnessedHead.Taken taken : witnessed.receipts()) {
                if (!taken.receipt().isFor(head)) {
                    throw new BrokenPackageException("the receipt of witness " + taken.witness() + " for " + what
                            + " was not signed for it: it is forged");
                }
            }
            heads.put(head.seq(), head);
            before = head;
        }
    }

    private void entries() {
        var ids = new HashSet<UUID>();
        for (EntryProof entry : proof.entries()) {
            SignedHead head = heads.get(entry.head());
            if (head == null) {
                throw new BrokenPackageException("head " + entry.head() + ", which entry " + entry.seq()
                        + " of the log stands under, is missing: it was removed");
            }
            entry.brokenUnder(head).ifPresent(words -> {
                throw new BrokenPackageException(words);
            });
            if (!ids.add(entry.entry().id())) {
                throw new BrokenPackageException("entry " + entry.seq() + " of the log is there twice: it was added");
            }
        }
    }
}
