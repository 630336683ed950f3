package org.huifang.intake;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/** A CSV file (RFC 4180) with a header row, read row by row: memory does not grow with the file. */
final class CsvFile implements Closeable {
    /** A quote that nobody closes swallows the file; beyond so many characters a row is refused. */
    private static final int LONGEST_ROW = 64 * 1024;

    private final CountingStream bytes;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final Map<String, Integer> columns;

    /** @throws Refusal when there is no header, a column is unknown or a needed one is missing */
    CsvFile(Path file, Charset charset, Set<String> needed, Set<String> known, @Nullable String freePrefix)
            throws IOException {
        bytes = new CountingStream(Files.newInputStream(file));
        reader = CsvReader.builder()
                .skipEmptyLines(true)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .allowExtraCharsAfterClosingQuote(false)
                .maxBufferSize(LONGEST_ROW)
                .ofCsvRecord(withoutMark(new InputStreamReader(bytes, charset)));
        records = reader.iterator();
        CsvRecord header = nextRecord();
        if (header == null) {
            throw Refusal.invalid("file", null, Remedy.FILE_EMPTY.with());
        }
        columns = columns(header, needed, known, freePrefix);
    }

    /** @return null at the end */
    @Nullable
    CsvLine next() {
        CsvRecord found = nextRecord();
        return found == null ? null : new CsvLine(found.getStartingLineNumber(), columns, found.getFields());
    }

    long bytesRead() {
        return bytes.count;
    }

    Set<String> columns() {
        return columns.keySet();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private @Nullable CsvRecord nextRecord() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException e) {
            throw Refusal.invalid("file", null, Remedy.BROKEN_CSV.with(String.valueOf(e.getMessage())));
        }
    }

    private static Map<String, Integer> columns(
            CsvRecord header, Set<String> needed, Set<String> known, @Nullable String freePrefix) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (String given : header.getFields()) {
            String name = given.strip().toLowerCase(Locale.ROOT);
            if (!known.contains(name) && (freePrefix == null || !name.startsWith(freePrefix))) {
                throw Refusal.invalid(
                        "header",
                        given,
                        Remedy.NO_COLUMN.with(
                                String.join(", ", known.stream().sorted().toList())));
            }
            if (columns.put(name, columns.size()) != null) {
                throw Refusal.invalid("header", given, Remedy.COLUMN_TWICE.with());
            }
        }
        for (String name : needed) {
            if (!columns.containsKey(name)) {
                throw Refusal.invalid("header", null, Remedy.COLUMN_LACKS.with(name));
            }
        }
        return columns;
    }

    /** Without the byte order mark that spreadsheets put in front. */
    private static Reader withoutMark(Reader text) throws IOException {
        var pushback = new PushbackReader(text, 1);
        int first = pushback.read();
        if (first >= 0 && first != '\uFEFF') {
            pushback.unread(first);
        }
        return pushback;
    }

    private static final class CountingStream extends FilterInputStream {
        private long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
