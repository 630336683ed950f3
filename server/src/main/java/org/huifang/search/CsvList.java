package org.huifang.search;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** CSV in UTF-8 with its mark, which spreadsheets need to read Chinese; no text is taken for a formula. */
final class CsvList implements ListWriter {
    private final Writer out;

    CsvList(OutputStream out, List<Object> head) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.out.write('\uFEFF');
        row(head);
    }

    @Override
    public void row(List<Object> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            Object cell = cells.get(i);
            out.write(cell instanceof String text ? quoted(text) : String.valueOf(cell));
        }
        out.write("\r\n");
    }

    static String quoted(String text) {
        if (text.isEmpty()) {
            return "";
        }
        boolean formula = "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void finish() throws IOException {
        out.flush();
    }
}
