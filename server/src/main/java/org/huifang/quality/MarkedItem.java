package org.huifang.quality;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * A mark with what was heard.
 *
 * @param item code of the scorecard's item
 * @param atMs where in the sound; null: nowhere in particular
 */
public record MarkedItem(
        String item,
        Mark mark,
        @Nullable String note,
        @Nullable Long atMs) {

    /** @throws Refusal where an item is marked twice */
    static Map<String, Mark> byItem(List<MarkedItem> marks) {
        var byItem = new HashMap<String, Mark>();
        for (MarkedItem one : marks) {
            if (byItem.put(one.item(), one.mark()) != null) {
                throw Refusal.invalid("marks", one.item(), Remedy.TAKEN.with());
            }
        }
        return byItem;
    }

    /** Rows of {@code score_mark}, in the order of the scorecard. */
    static List<Tuple> rows(UUID score, Scorecard scorecard, List<MarkedItem> marks) {
        var byItem = marks.stream().collect(Collectors.toMap(MarkedItem::item, Function.identity()));
        var rows = new ArrayList<Tuple>();
        for (Scorecard.Item item : scorecard.items()) {
            MarkedItem one = byItem.get(item.code());
            if (one == null) {
                throw Refusal.invalid("marks", item.code(), Remedy.IS_MISSING.with());
            }
            String note = one.note();
            rows.add(Tuple.of(score, (short) (rows.size() + 1), one.mark().name())
                    .addString(note == null || note.isBlank() ? null : note.strip())
                    .addLong(one.atMs()));
        }
        return rows;
    }

    /** @param row with {@code code} beside the columns of {@code score_mark} */
    static MarkedItem of(Row row) {
        return new MarkedItem(
                row.getString("code"),
                Mark.valueOf(row.getString("mark")),
                row.getString("note"),
                row.getLong("at_ms"));
    }
}
