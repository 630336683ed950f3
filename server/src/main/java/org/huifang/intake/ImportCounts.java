package org.huifang.intake;

/** How many rows of a batch, or of a file, met which fate. */
record ImportCounts(long read, long created, long changed, long same, long bad) {
    static final ImportCounts NONE = new ImportCounts(0, 0, 0, 0, 0);

    ImportCounts plus(RowKind.Fate fate) {
        return new ImportCounts(
                read + 1,
                created + (fate instanceof RowKind.Fate.Created ? 1 : 0),
                changed + (fate instanceof RowKind.Fate.Changed ? 1 : 0),
                same + (fate instanceof RowKind.Fate.Same ? 1 : 0),
                bad + (fate instanceof RowKind.Fate.Refused ? 1 : 0));
    }

    ImportCounts plus(ImportCounts other) {
        return new ImportCounts(
                read + other.read,
                created + other.created,
                changed + other.changed,
                same + other.same,
                bad + other.bad);
    }
}
