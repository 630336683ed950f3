package org.huifang.archive;

/** Files of a volume that lead from its sums to the ledger; they carry their own proof and stand in no sums. */
final class VolumeProof {
    static final String FOLDER = "ledger";
    static final String FILE = FOLDER + "/proof.json";
    static final String KEY = FOLDER + "/ledger.pub";

    private VolumeProof() {}
}
