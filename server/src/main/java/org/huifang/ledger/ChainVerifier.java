package org.huifang.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.huifang.audit.ChainedEntry;
import org.huifang.ledger.ChainPages.Link;
import org.huifang.ledger.Finding.Kind;

/** Reckons the chain anew, page by page, to the first break; and says what kind of break it is. Blocks. */
final class ChainVerifier {
    private final ChainPages pages;
    private long seq;
    private byte[] hash;
    private List<Link> page = List.of();

    /**
     * @param after last entry that is known to be whole; 0: none
     * @param hash the chain's hash there
     */
    ChainVerifier(Connection connection, long after, byte[] hash) {
        this.pages = new ChainPages(connection);
        this.seq = after;
        this.hash = hash;
    }

    /** The last entry found whole. */
    long seq() {
        return seq;
    }

    byte[] hash() {
        return hash;
    }

    /** What was read by the last {@link #next}. */
    List<Link> page() {
        return page;
    }

    boolean more() {
        return page.size() == ChainPages.PAGE;
    }

    /** Reads one page. */
    Optional<Finding> next() throws SQLException {
        page = pages.after(seq);
        for (int i = 0; i < page.size(); i++) {
            Link link = page.get(i);
            if (link.seq() != seq + 1) {
                return found(
                        Kind.CHAIN_ROW_REMOVED,
                        seq + 1,
                        link.seq() == seq + 2
                                ? "its row is gone from the chain"
                                : "its row and all up to " + (link.seq() - 1) + " are gone from the chain");
            }
            ChainedEntry entry = link.entry();
            if (entry == null) {
                return found(
                        Kind.ENTRY_REMOVED,
                        link.seq(),
                        "the entry of " + link.entryAt().toInstant() + " was taken out of the log");
            }
            byte[] reckoned = entry.hashAfter(hash);
            if (!Arrays.equals(reckoned, link.hash())) {
                return Optional.of(what(i, link, entry, reckoned));
            }
            seq = link.seq();
            hash = reckoned;
        }
        return Optional.empty();
    }

    private Finding what(int at, Link link, ChainedEntry entry, byte[] reckoned) {
        for (int i = at + 1; i < page.size(); i++) {
            Link other = page.get(i);
            ChainedEntry moved = other.entry();
            // What is right in its own place was swapped with nothing, though it may say the same.
            if (moved == null || Arrays.equals(moved.hashAfter(page.get(i - 1).hash()), other.hash())) {
                continue;
            }
            var inItsPlace = new ChainedEntry(
                    entry.at(),
                    entry.id(),
                    moved.orgId(),
                    moved.actor(),
                    moved.action(),
                    moved.subjectKind(),
                    moved.subjectId(),
                    moved.detail());
            if (Arrays.equals(moved.hashAfter(hash), link.hash())
                    || Arrays.equals(inItsPlace.hashAfter(hash), link.hash())) {
                return finding(
                        Kind.ENTRIES_SWAPPED,
                        link.seq(),
                        "what belongs here stands in the place of entry " + other.seq() + ": rows were swapped");
            }
        }
        ChainedEntry next = at + 1 < page.size() ? page.get(at + 1).entry() : null;
        boolean nextFollows = next != null
                && Arrays.equals(next.hashAfter(reckoned), page.get(at + 1).hash());
        return nextFollows
                ? finding(
                        Kind.CHAIN_ROW_CHANGED,
                        link.seq(),
                        "its hash in the chain was overwritten; the entry itself is the one that was chained")
                : finding(
                        Kind.ENTRY_CHANGED,
                        link.seq(),
                        "the entry of " + entry.at() + " (" + entry.action() + " of " + entry.subjectKind() + " "
                                + entry.subjectId() + ") is not what was chained: it was changed afterwards");
    }

    private static Optional<Finding> found(Kind kind, long entry, String words) {
        return Optional.of(finding(kind, entry, words));
    }

    private static Finding finding(Kind kind, long entry, String words) {
        return new Finding(kind, "entry " + entry, words);
    }
}
