package org.huifang.ledger;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.huifang.audit.ChainedEntry;
import org.huifang.db.Ids;

/** A log in memory, chained and signed as the server's. */
public final class TestLedger {
    private static final HexFormat HEX = HexFormat.of();
    private final SigningKey key;
    private final SigningKey witness;
    private final int perHead;
    private final List<ChainedEntry> entries = new ArrayList<>();
    private final List<SignedHead> heads = new ArrayList<>();

    /** @param perHead entries under one head */
    public TestLedger(Path folder, int perHead) throws IOException {
        SigningKey.createIn(folder, SigningKey.LEDGER);
        SigningKey.createIn(folder, "witness.key");
        key = SigningKey.readFrom(folder, SigningKey.LEDGER);
        witness = SigningKey.readFrom(folder, "witness.key");
        this.perHead = perHead;
    }

    public byte[] publicKey() {
        return key.publicKey();
    }

    public ChainedEntry add(Instant at, String actor, String action, String kind, Object subject, JsonObject detail) {
        var entry = new ChainedEntry(
                at,
                Ids.next(),
                null,
                actor,
                action,
                kind,
                subject.toString(),
                detail.encode().replace(":", ": "));
        entries.add(entry);
        return entry;
    }

    /** Those of the last proof. */
    List<SignedHead> heads() {
        return List.copyOf(heads);
    }

    /** The book of a witness that took each head of the last proof, the newest ones but so many. */
    public Path book(Path file, int but) throws IOException {
        var lines = heads.subList(0, Math.max(0, heads.size() - but)).stream()
                .map(head -> new JsonObject().put("head", head.toJson()).encode())
                .toList();
        return Files.write(file, lines);
    }

    /** Of these entries; all heads but the last are witnessed. */
    public LedgerProof proofOf(List<UUID> wanted) {
        List<byte[]> hashes = new ArrayList<>();
        byte[] hash = ChainedEntry.start();
        for (ChainedEntry entry : entries) {
            hash = entry.hashAfter(hash);
            hashes.add(hash);
        }
        var under = new TreeMap<Long, WitnessedHead>();
        heads.clear();
        var proofs = new ArrayList<EntryProof>();
        SignedHead last = null;
        for (int from = 0; from < entries.size(); from += perHead) {
            int to = Math.min(entries.size(), from + perHead);
            var leaves = hashes.subList(from, to);
            var head = SignedHead.sign(
                    key,
                    HEX.formatHex(hashes.get(0)),
                    from + 1,
                    to,
                    HEX.formatHex(hashes.get(to - 1)),
                    HEX.formatHex(MerkleTree.root(leaves)),
                    last == null ? SignedHead.FIRST : last.digest(),
                    Instant.parse("2026-11-23T00:00:00Z").plusSeconds(to));
            last = head;
            heads.add(head);
            for (int i = from; i < to; i++) {
                if (wanted.contains(entries.get(i).id())) {
                    var taken = to == entries.size()
                            ? List.<WitnessedHead.Taken>of()
                            : List.of(new WitnessedHead.Taken(
                                    "notary",
                                    WitnessReceipt.sign(witness, head, head.at().plusSeconds(1))));
                    under.put(head.seq(), new WitnessedHead(head, taken));
                    proofs.add(new EntryProof(
                            i + 1,
                            entries.get(i),
                            i == 0 ? ChainedEntry.start() : hashes.get(i - 1),
                            hashes.get(i),
                            head.seq(),
                            MerkleTree.path(leaves, i - from)));
                }
            }
        }
        return new LedgerProof(key.publicKey(), List.copyOf(under.values()), proofs);
    }
}
