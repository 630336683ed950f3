package org.huifang.search;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes a table row by row, keeping only what is being written in memory; blocks while whoever reads is slow. */
public interface ListWriter {
    /** @param sheet name of a workbook's first sheet, in letters */
    static ListWriter to(OutputStream out, ListFiles.Format format, String sheet, List<Object> head)
            throws IOException {
        return format == ListFiles.Format.CSV ? new CsvList(out, head) : new XlsxList(out, sheet, head);
    }

    /** @param cells texts and numbers */
    void row(List<Object> cells) throws IOException;

    /** Lets go of what is written. */
    void flush() throws IOException;

    void finish() throws IOException;
}
