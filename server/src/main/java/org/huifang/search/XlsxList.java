package org.huifang.search;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** A workbook whose sheets go on where one is full. Texts are typed as texts: none is a formula. */
final class XlsxList implements ListWriter {
    private static final int ROWS_OF_A_SHEET = 1_000_000;

    private final Workbook book;
    private final String name;
    private final List<Object> head;
    private Worksheet sheet;
    private int sheets;
    private int row;

    XlsxList(OutputStream out, String name, List<Object> head) throws IOException {
        this.book = new Workbook(out, "Huifang", "1.0");
        this.name = name;
        this.head = head;
        this.sheet = next();
    }

    private Worksheet next() throws IOException {
        Worksheet made = book.newWorksheet(name + (++sheets == 1 ? "" : " " + sheets));
        made.freezePane(0, 1);
        row = 0;
        write(made, head);
        return made;
    }

    @Override
    public void row(List<Object> cells) throws IOException {
        if (row >= ROWS_OF_A_SHEET) {
            sheet.finish();
            sheet = next();
        }
        write(sheet, cells);
    }

    private void write(Worksheet to, List<Object> cells) {
        for (int i = 0; i < cells.size(); i++) {
            Object cell = cells.get(i);
            if (cell instanceof Number number) {
                to.value(row, i, number);
            } else if (!"".equals(cell)) {
                to.inlineString(row, i, String.valueOf(cell));
            }
        }
        row++;
    }

    @Override
    public void flush() throws IOException {
        sheet.flush();
    }

    @Override
    public void finish() throws IOException {
        sheet.finish();
        book.finish();
    }
}
