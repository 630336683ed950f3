package org.huifang.search;

import java.io.IOException;
import java.util.List;

/** Writes a table row by row, keeping only what is being written in memory; blocks while whoever reads is slow. */
interface ListWriter {
    void row(List<Object> cells) throws IOException;

    /** Lets go of what is written. */
    void flush() throws IOException;

    void finish() throws IOException;
}
