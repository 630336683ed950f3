package org.huifang.evidence;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.data.Numeric;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Rows as plain JSON: names in camel case, times in UTC, bytes in hexadecimal digits, no nulls. */
final class PlainRows {
    private static final Pattern LETTER = Pattern.compile("_(\\w)");

    private PlainRows() {}

    static Future<List<JsonObject>> of(SqlConnection connection, String sql, Tuple values) {
        return connection
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PlainRows::json)
                        .toList());
    }

    /** Gives each parent its children, by the id that they name; they lose it. */
    static void nest(List<JsonObject> parents, List<JsonObject> children, String by, String name) {
        for (JsonObject parent : parents) {
            var own = new JsonArray();
            children.stream()
                    .filter(child -> parent.getString("id").equals(child.getString(by)))
                    .map(JsonObject::copy)
                    .peek(child -> child.remove(by))
                    .forEach(own::add);
            parent.put(name, own);
        }
    }

    static JsonArray array(List<JsonObject> rows) {
        var all = new JsonArray();
        rows.forEach(all::add);
        return all;
    }

    private static JsonObject json(Row row) {
        var json = new JsonObject();
        for (int i = 0; i < row.size(); i++) {
            Object value = plain(row.getValue(i));
            if (value != null) {
                Matcher letter = LETTER.matcher(row.getColumnName(i));
                json.put(letter.replaceAll(found -> found.group(1).toUpperCase(java.util.Locale.ROOT)), value);
            }
        }
        return json;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof JsonObject
                || value instanceof JsonArray) {
            return value;
        }
        if (value instanceof Short small) {
            return small.intValue();
        }
        if (value instanceof OffsetDateTime at) {
            return at.toInstant().toString();
        }
        if (value instanceof Buffer bytes) {
            return HexFormat.of().formatHex(bytes.getBytes());
        }
        if (value instanceof Numeric number) {
            return number.bigDecimalValue();
        }
        if (value instanceof Object[] several) {
            var array = new JsonArray();
            for (Object one : several) {
                array.add(plain(one));
            }
            return array;
        }
        return value.toString();
    }
}
