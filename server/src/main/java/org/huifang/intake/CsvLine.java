package org.huifang.intake;

import java.util.List;
import java.util.Map;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file.
 *
 * @param line where it starts; the header is line 1
 * @param columns position by name, of the whole file
 */
record CsvLine(long line, Map<String, Integer> columns, List<String> values) {

    /** What stands in a column; null when it is empty, or the file does not have it. */
    @Nullable
    String get(String column) {
        Integer position = columns.get(column);
        if (position == null) {
            return null;
        }
        String value = values.get(position).strip();
        return value.isEmpty() ? null : value;
    }

    String need(String column) {
        String value = get(column);
        if (value == null) {
            throw Refusal.invalid(column, null, Remedy.IS_MISSING.with());
        }
        return value;
    }

    /** @throws Refusal when the row has more or fewer fields than the header */
    CsvLine checked() {
        if (values.size() != columns.size()) {
            throw Refusal.invalid("row", null, Remedy.FIELD_COUNT.with(values.size(), columns.size()));
        }
        return this;
    }
}
