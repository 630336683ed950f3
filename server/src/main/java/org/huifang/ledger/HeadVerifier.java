package org.huifang.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.huifang.ledger.Finding.Kind;
import org.jspecify.annotations.Nullable;

/** Holds the signed heads and the witnesses' words against the chain: what was rewritten as a whole is found here. Blocks. */
final class HeadVerifier {
    private static final HexFormat HEX = HexFormat.of();
    private final Connection connection;

    HeadVerifier(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param afterSeq heads up to here are taken as they are
     * @param pinned keys of the witnesses by name, as the settings give them
     * @param ourKey the key of this server; null: any
     */
    Optional<Finding> heads(long afterSeq, Map<String, byte[]> pinned, byte @Nullable [] ourKey) throws SQLException {
        SignedHead before = null;
        try (var query = connection.prepareStatement("SELECT * FROM ledger_head WHERE seq >= ? ORDER BY seq")) {
            query.setLong(1, afterSeq);
            query.setFetchSize(500);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    SignedHead head = head(rows);
                    Optional<Finding> found = head(head, before, afterSeq);
                    if (found.isPresent()) {
                        return found;
                    }
                    before = head;
                }
            }
        }
        if (before != null && ourKey != null && !Arrays.equals(before.publicKey(), ourKey)) {
            return Optional.of(new Finding(
                    Kind.HEAD_REPLACED,
                    "head " + before.seq(),
                    "it is signed by key " + Ed25519.fingerprint(before.publicKey())
                            + ", not by this server's ledger key " + Ed25519.fingerprint(ourKey)));
        }
        return receipts(afterSeq, pinned);
    }

    private Optional<Finding> head(SignedHead head, @Nullable SignedHead before, long afterSeq) throws SQLException {
        String subject = "head " + head.seq();
        if (!head.isSigned()) {
            return Optional.of(
                    new Finding(Kind.HEAD_REPLACED, subject, "its signature does not fit: the head was replaced"));
        }
        if (head.seq() <= afterSeq) {
            return Optional.empty();
        }
        long expected = before == null ? (afterSeq == 0 ? 1 : head.from()) : before.seq() + 1;
        if (head.from() != expected
                || (before == null && afterSeq == 0 && !head.previous().equals(SignedHead.FIRST))) {
            return Optional.of(new Finding(
                    Kind.HEAD_REMOVED,
                    subject,
                    "it speaks for entries from " + head.from() + ", expected was " + expected
                            + ": signed heads before it were removed"));
        }
        if (before != null && !head.previous().equals(before.digest())) {
            return Optional.of(new Finding(
                    Kind.HEAD_REPLACED,
                    subject,
                    "it does not follow head " + before.seq() + ": one of both was replaced"));
        }
        List<byte[]> hashes = hashes(head.from(), head.seq());
        if (hashes.size() != head.seq() - head.from() + 1) {
            return Optional.of(new Finding(
                    Kind.CHAIN_CUT,
                    subject,
                    "it was signed on " + head.at() + " and entries before it are gone: the chain was cut off"));
        }
        if (!HEX.formatHex(hashes.get(hashes.size() - 1)).equals(head.hash())
                || !HEX.formatHex(MerkleTree.root(hashes)).equals(head.root())) {
            return Optional.of(new Finding(
                    Kind.CHAIN_REWRITTEN,
                    subject,
                    "the chain between entry " + head.from() + " and " + head.seq()
                            + " is not the one that was signed on " + head.at() + ": it was written anew"));
        }
        return Optional.empty();
    }

    private Optional<Finding> receipts(long afterSeq, Map<String, byte[]> pinned) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT r.witness, r.witnessed_at, r.public_key AS witness_key, r.signature AS witness_signature, h.*"
                        + " FROM ledger_receipt r JOIN ledger_head h ON h.seq = r.seq"
                        + " WHERE r.signature IS NOT NULL AND r.seq > ? ORDER BY r.seq")) {
            query.setLong(1, afterSeq);
            query.setFetchSize(500);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    SignedHead head = head(rows);
                    String witness = rows.getString("witness");
                    var receipt = new WitnessReceipt(
                            head.digest(),
                            rows.getObject("witnessed_at", OffsetDateTime.class).toInstant(),
                            rows.getBytes("witness_key"),
                            rows.getBytes("witness_signature"));
                    byte[] known = pinned.get(witness);
                    if (!receipt.isFor(head) || (known != null && !Arrays.equals(known, receipt.publicKey()))) {
                        return Optional.of(new Finding(
                                Kind.RECEIPT_FALSE,
                                "head " + head.seq(),
                                "the receipt of witness " + witness + " was not signed by it for this head"));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** @param book a witness's: lines of JSON, each a head, or a head with its receipt; other lines (of a mail) are left out */
    Optional<Finding> book(Path book) throws SQLException, IOException {
        int heads = 0;
        String chain = first();
        try (var lines = Files.newBufferedReader(book)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("{")) {
                    continue;
                }
                SignedHead head;
                try {
                    var json = new JsonObject(line);
                    head = SignedHead.read(json.containsKey("head") ? json.getJsonObject("head") : json);
                } catch (DecodeException | IllegalArgumentException e) {
                    throw new IOException(
                            "line '" + line.substring(0, Math.min(60, line.length())) + "…' of " + book
                                    + " is no head: is it a witness's book?",
                            e);
                }
                if (!head.chain().equals(chain) && heads == 0 && chain != null) {
                    return Optional.of(
                            new Finding(
                                    Kind.CHAIN_REWRITTEN,
                                    "head " + head.seq(),
                                    "the witness's book speaks of another log, or this one was written anew from its first entry"));
                }
                heads++;
                Optional<Finding> found = witnessed(head);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (heads == 0) {
            throw new IOException(book + " holds no head: is it a witness's book?");
        }
        return Optional.empty();
    }

    private Optional<Finding> witnessed(SignedHead head) throws SQLException {
        if (!head.isSigned()) {
            return Optional.of(new Finding(
                    Kind.HEAD_REPLACED,
                    "head " + head.seq(),
                    "the witness's book holds a head whose signature does not fit"));
        }
        List<byte[]> here = hashes(head.seq(), head.seq());
        if (here.isEmpty()) {
            return Optional.of(new Finding(
                    Kind.CHAIN_CUT,
                    "entry " + head.seq(),
                    "the witness holds it, signed on " + head.at()
                            + "; here it is gone: the log was cut off, or this is an old copy"));
        }
        return HEX.formatHex(here.get(0)).equals(head.hash())
                ? Optional.empty()
                : Optional.of(new Finding(
                        Kind.CHAIN_REWRITTEN,
                        "entry " + head.seq(),
                        "the witness holds another one, signed on " + head.at()
                                + ": the log was written anew, or its head replaced"));
    }

    private @Nullable String first() throws SQLException {
        List<byte[]> first = hashes(1, 1);
        return first.isEmpty() ? null : HEX.formatHex(first.get(0));
    }

    private List<byte[]> hashes(long from, long to) throws SQLException {
        try (var query =
                connection.prepareStatement("SELECT hash FROM audit_chain WHERE seq BETWEEN ? AND ? ORDER BY seq")) {
            query.setLong(1, from);
            query.setLong(2, to);
            try (var rows = query.executeQuery()) {
                var hashes = new ArrayList<byte[]>();
                while (rows.next()) {
                    hashes.add(rows.getBytes(1));
                }
                return hashes;
            }
        }
    }

    private static SignedHead head(ResultSet row) throws SQLException {
        return new SignedHead(
                HEX.formatHex(row.getBytes("chain")),
                row.getLong("from_seq"),
                row.getLong("seq"),
                HEX.formatHex(row.getBytes("hash")),
                HEX.formatHex(row.getBytes("root")),
                HEX.formatHex(row.getBytes("previous")),
                row.getObject("signed_at", OffsetDateTime.class).toInstant(),
                row.getBytes("public_key"),
                row.getBytes("signature"));
    }
}
