package org.huifang.search;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.db.Times;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of recordings, as SQL: only the conditions that were given stand in the statement, so that each kind of
 * question has a plan of its own and uses the index made for it.
 */
final class RecordingFilter {
    private static final int MOST_WORDS = 5;
    /** Two characters are a word of the index; of more, the index only knows the pairs. */
    private static final int INDEXED_LETTERS = 2;

    private static final Pattern WORD = Pattern.compile("[A-Z_]{1,40}");

    private final StringBuilder where = new StringBuilder("r.org_id = $1 AND r.state <> 'PENDING'");
    private final StringBuilder inNote = new StringBuilder();
    private final Tuple values = Tuple.tuple();
    private boolean namesOne;
    private String notAfter = "";
    private @Nullable Instant from;
    private @Nullable Instant until;

    private RecordingFilter(UUID orgId) {
        values.addUUID(orgId);
    }

    /**
     * @param asked as the REST interface describes it, with {@code numberKey} (hex) instead of a number
     * @throws Refusal naming the part that asks for nothing
     */
    static RecordingFilter of(UUID orgId, JsonObject asked) {
        var filter = new RecordingFilter(orgId);
        filter.times(asked);
        filter.ids(asked);
        filter.facts(asked);
        if (asked.containsKey("words")) {
            filter.words(asked.getString("words"));
        }
        return filter;
    }

    private void times(JsonObject asked) {
        OffsetDateTime from = time(asked, "from");
        OffsetDateTime until = time(asked, "until");
        if (from != null && until != null && !from.isBefore(until)) {
            throw Refusal.invalid("filter.until", until, Remedy.ENDS_BEFORE.with());
        }
        if (from != null) {
            and("r.claimed_at >= ?", from);
            this.from = from.toInstant();
        }
        if (until != null) {
            and("r.claimed_at < ?", until);
            this.until = until.toInstant();
        }
    }

    private void ids(JsonObject asked) {
        for (var column :
                new String[][] {{"agentId", "agent_id"}, {"customerId", "customer_id"}, {"campaignId", "campaign_id"}
                }) {
            if (asked.containsKey(column[0])) {
                and("r." + column[1] + " = ?", UUID.fromString(asked.getString(column[0])));
            }
        }
        if (asked.containsKey("customerRef")) {
            and(
                    "r.customer_id = (SELECT id FROM customer WHERE org_id = $1 AND external_ref = ?)",
                    asked.getString("customerRef"));
        }
        if (asked.containsKey("numberKey")) {
            and("r.number_key = decode(?, 'hex')", asked.getString("numberKey"));
        }
        namesOne =
                asked.containsKey("customerId") || asked.containsKey("customerRef") || asked.containsKey("numberKey");
    }

    private void facts(JsonObject asked) {
        for (String column : new String[] {"outcome", "disposition", "state"}) {
            if (asked.containsKey(column)) {
                where.append(" AND r.")
                        .append(column)
                        .append(" = '")
                        .append(word(asked, column))
                        .append('\'');
            }
        }
        if (asked.containsKey("leastSeconds")) {
            and("r.duration_ms >= ?", asked.getLong("leastSeconds") * 1000);
        }
        if (asked.containsKey("mostSeconds")) {
            and("r.duration_ms <= ?", asked.getLong("mostSeconds") * 1000);
        }
        if (asked.containsKey("leastScore")) {
            and(
                    "r.score IS NOT NULL AND r.score >= ?",
                    asked.getInteger("leastScore").shortValue());
        }
        if (asked.containsKey("mostScore")) {
            and(
                    "r.score IS NOT NULL AND r.score <= ?",
                    asked.getInteger("mostScore").shortValue());
        }
        for (String column : new String[] {"flagged", "held"}) {
            if (asked.containsKey(column)) {
                where.append(Boolean.TRUE.equals(asked.getBoolean(column)) ? " AND r." : " AND NOT r.")
                        .append(column);
            }
        }
    }

    /** Written out, so that the one plan for all values knows how rare this word is: a twentieth, or all but a twentieth. */
    private static String word(JsonObject asked, String column) {
        String word = asked.getString(column);
        if (!WORD.matcher(word).matches()) {
            throw Refusal.invalid("filter." + column, word, Remedy.NOT_ONE_OF.with());
        }
        return word;
    }

    /** Each of the words is in the note; the index finds, the text itself decides. */
    private void words(String asked) {
        String[] words = asked.strip().split("\\s+");
        if (words.length > MOST_WORDS) {
            throw Refusal.invalid("filter.words", asked, Remedy.TOO_MANY.with(MOST_WORDS));
        }
        for (String word : words) {
            if (word.codePoints().noneMatch(Character::isLetterOrDigit)) {
                throw Refusal.invalid("filter.words", word, Remedy.NO_WORD.with());
            }
            values.addString(word);
            inNote.append(" AND r.words @@ note_query($").append(values.size()).append(')');
            if (word.codePointCount(0, word.length()) > INDEXED_LETTERS) {
                inNote.append(" AND strpos(lower(normalize(r.note, NFKC)), lower(normalize($")
                        .append(values.size())
                        .append("::text, NFKC))) > 0");
            }
        }
    }

    private static @Nullable OffsetDateTime time(JsonObject asked, String name) {
        String text = asked.getString(name);
        return text == null ? null : OffsetDateTime.parse(text);
    }

    /** Only what comes after this place, in the order of pages. */
    RecordingFilter after(Instant claimedAt, UUID id) {
        until = claimedAt.plusMillis(1);
        values.addOffsetDateTime(Times.at(claimedAt)).addUUID(id);
        String at = "$" + (values.size() - 1);
        where.append(" AND (r.claimed_at, r.id) < (")
                .append(at)
                .append(", $")
                .append(values.size())
                .append(')');
        notAfter = " AND r.claimed_at <= " + at;
        return this;
    }

    private void and(String condition, Object value) {
        values.addValue(value);
        where.append(" AND ").append(condition.replace("?", "$" + values.size()));
    }

    /** Asks for one customer or number: few recordings, spread over all months, each found by its index. */
    boolean namesOne() {
        return namesOne;
    }

    boolean hasWords() {
        return inNote.length() > 0;
    }

    /** The stretches of months in which a page may lie. */
    List<MonthsBack> months(YearMonth newest) {
        YearMonth last = until == null ? newest : month(until.minusNanos(1));
        YearMonth oldest = from == null ? null : month(from);
        return MonthsBack.of(last.isAfter(newest) ? newest : last, oldest);
    }

    private static YearMonth month(Instant at) {
        return YearMonth.from(at.atOffset(ZoneOffset.UTC));
    }

    /** The conditions on {@code recording r}, as estimates want them: with the words in sight. */
    String where() {
        return where.toString() + inNote;
    }

    /** The same for pages, whose plans are kept: what a word means is reckoned once, and not for every row. */
    private String pageWhere() {
        return where + inNoteOnce();
    }

    private String inNoteOnce() {
        return inNote.toString().replaceAll("note_query\\(\\$\\d+\\)", "(SELECT $0)");
    }

    /**
     * What follows FROM to look in these months. The hits of rare words are gathered by their index before they are put in
     * order: for the first of them in order the planner would read all recordings, since it does not know how rare they are.
     */
    String in(MonthsBack months) {
        String hits = "recording r WHERE " + pageWhere() + " AND " + months.condition();
        return hasWords()
                ? "(WITH hits AS MATERIALIZED (SELECT " + FoundRecording.COLUMNS + " FROM " + hits
                        + ") SELECT * FROM hits) r"
                : hits;
    }

    /** What follows FROM to look in all months; a row comparison alone leaves out none of them. */
    String inAll() {
        return "recording r WHERE " + pageWhere() + notAfter;
    }

    /** What follows FROM to look for the words among so many of the recordings that meet all else, in the order of pages. */
    String amongTheNext(int rows, MonthsBack months) {
        return "(SELECT " + FoundRecording.COLUMNS + ", r.words FROM recording r WHERE " + where + " AND "
                + months.condition() + " ORDER BY r.claimed_at DESC, r.id DESC LIMIT " + rows + ") r WHERE true"
                + inNoteOnce();
    }

    Tuple values() {
        return values;
    }
}
