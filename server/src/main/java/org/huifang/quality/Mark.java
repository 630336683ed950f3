package org.huifang.quality;

/** How a call met one item of a scorecard. */
public enum Mark {
    MET(1),
    PARTLY(0.5),
    NOT_MET(0),
    /** The item counts neither for nor against the call. */
    NOT_APPLICABLE(Double.NaN);

    private final double share;

    Mark(double share) {
        this.share = share;
    }

    boolean counts() {
        return this != NOT_APPLICABLE;
    }

    /** Of the item's weight, 0 to 1; only where it {@link #counts}. */
    double share() {
        return share;
    }
}
