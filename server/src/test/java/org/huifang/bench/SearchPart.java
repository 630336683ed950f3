package org.huifang.bench;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.huifang.db.EmbeddedPostgres;
import org.huifang.search.FoundRecording;
import org.jspecify.annotations.Nullable;

/**
 * Twelve searches over three years of recordings, their first and hundredth page (the last, where there are fewer), each in
 * turn with the same question asked by hand, and again over 100,000 recordings.
 */
final class SearchPart implements RecordingsBench.Part {
    private static final int SMALL = 100_000;
    private static final int PAGE = 50;
    private static final int HUNDREDTH = 99 * PAGE;
    /** Pairs before anything is measured. */
    private static final int WARM_UP = 600;
    /** And before each page. */
    private static final int WARM = 20;
    /** By hand takes so long at most for one page, after so many times at least. */
    private static final double LONGEST_MS = 8_000;

    private static final int FEWEST = 100;
    private static final double OF_BARE = 1.2;
    private static final double OF_SMALL = 3;

    private final Path folder;
    private final int rows;
    private final int times;
    private final String named;

    /**
     * @param folder of the database; what it holds already is searched and kept
     * @param times each page is asked for, by us and by hand
     * @param named only searches whose names begin so
     */
    SearchPart(Path folder, int rows, int times, String named) {
        this.folder = folder;
        this.rows = rows;
        this.times = times;
        this.named = named;
    }

    /** A question: what is asked of us, and the same by hand with its values. */
    private record Asked(JsonObject filter, String where, List<Object> values) {}

    private record Search(String name, BiFunction<SearchData, Random, Asked> asks) {
        /** May find nothing, and never fills a page. */
        boolean sparse() {
            return name.endsWith("ten");
        }
    }

    private static Asked asked(String name, Object value, String where, Object byHand) {
        return new Asked(new JsonObject().put(name, value), where, List.of(byHand));
    }

    private static final List<Search> SEARCHES = List.of(
            new Search("newest", (data, random) -> new Asked(new JsonObject(), "true", List.of())),
            new Search("a day", (data, random) -> {
                OffsetDateTime day = data.first
                        .plusDays(random.nextInt(1_000))
                        .atStartOfDay()
                        .atOffset(ZoneOffset.UTC);
                return new Asked(
                        new JsonObject()
                                .put("from", day.toInstant().toString())
                                .put("until", day.plusDays(1).toInstant().toString()),
                        "r.claimed_at >= $2 AND r.claimed_at < $3",
                        List.of(day, day.plusDays(1)));
            }),
            new Search("agent, 1 in 100", (data, random) -> {
                UUID id = uuid("agent" + random.nextInt(100));
                return asked("agentId", id.toString(), "r.agent_id = $2", id);
            }),
            new Search("customer, ten", (data, random) -> {
                UUID id = uuid("customer" + random.nextInt(data.customers()));
                return asked("customerId", id.toString(), "r.customer_id = $2", id);
            }),
            new Search("number, ten", (data, random) -> {
                byte[] key = sha256("n" + random.nextInt(data.customers()));
                return asked(
                        "numberKey",
                        HexFormat.of().formatHex(key),
                        "r.number_key = $2",
                        io.vertx.core.buffer.Buffer.buffer(key));
            }),
            new Search("campaign, 1 in 10", (data, random) -> {
                UUID id = uuid("campaign" + random.nextInt(10));
                return asked("campaignId", id.toString(), "r.campaign_id = $2", id);
            }),
            new Search(
                    "outcome, 1 in 53", (data, random) -> asked("outcome", "ABANDONED", "r.outcome = $2", "ABANDONED")),
            new Search(
                    "length, 1 in 101",
                    (data, random) -> asked("leastSeconds", 1_200, "r.duration_ms >= $2", 1_200_000L)),
            new Search(
                    "bad score, 1 in 58",
                    (data, random) -> asked("mostScore", 40, "r.score IS NOT NULL AND r.score <= $2", (short) 40)),
            new Search(
                    "word of two, 1 in 47", (data, random) -> asked("words", "投诉", "r.words @@ note_query($2)", "投诉")),
            new Search("word of one, 1 in 47", (data, random) -> asked("words", "诉", "r.words @@ note_query($2)", "诉")),
            new Search(
                    "flagged, 1 in 211",
                    (data, random) -> new Asked(new JsonObject().put("flagged", true), "r.flagged", List.of())));

    @Override
    public List<Bar> measure() throws Exception {
        var bars = new ArrayList<Bar>();
        var load = new SearchLoad(folder);
        load.make("small", SMALL);
        load.make("large", rows);
        try (var postgres = EmbeddedPostgres.start(folder);
                var small = new SearchData(postgres, "small", folder.resolve("keys"));
                var data = new SearchData(postgres, "large", folder.resolve("keys"))) {
            System.out.printf(
                    "search: %d recordings, each page %d times%n%-22s %-4s %8s %8s %8s %8s %8s %8s %8s%n",
                    data.rows, times, "search", "page", "p50 ms", "p99 ms", "by hand", "p99", "p99 of", "100,000",
                    "p99 of");
            for (var each : List.of(small, data)) {
                warmUp(each);
            }
            for (Search search : SEARCHES) {
                if (search.name().startsWith(named)) {
                    for (int skip : new int[] {0, HUNDREDTH}) {
                        bars.addAll(page(small, data, search, skip));
                    }
                }
            }
            if (named.isEmpty()) {
                TrigramComparison.print(data);
            }
            System.out.printf(
                    Locale.ROOT,
                    "bench recordings: search_rows=%d worst_of_bare=%.2f worst_of_small=%.2f%n",
                    data.rows,
                    worst(bars, OF_BARE),
                    worst(bars, OF_SMALL));
        }
        return bars;
    }

    private static double worst(List<Bar> bars, double limit) {
        return bars.stream()
                .filter(bar -> bar.limit() == limit)
                .mapToDouble(Bar::value)
                .max()
                .orElse(Double.NaN);
    }

    private List<Bar> page(SearchData small, SearchData data, Search search, int skip) throws Exception {
        Round before = round(small, search, skip);
        Round now = round(data, search, skip);
        double p99 = now.ours().percentile(0.99);
        double ofBare = p99 / now.bare().percentile(0.99);
        double ofSmall = p99 / before.ours().percentile(0.99);
        System.out.printf(
                Locale.ROOT,
                "%-22s %-4s %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f%n",
                search.name(),
                skip == 0 ? "1" : "100",
                now.ours().median(),
                p99,
                now.bare().median(),
                now.bare().percentile(0.99),
                ofBare,
                before.ours().percentile(0.99),
                ofSmall);
        String page = search.name() + (skip == 0 ? ", first page" : ", hundredth page");
        return List.of(
                Bar.atMost(page + ": p99, of the same by hand", ofBare, OF_BARE),
                Bar.atMost(page + ": p99, of itself at 100,000", ofSmall, OF_SMALL));
    }

    private record Round(Spread ours, Spread bare) {}

    /** A question with the place where its page begins. */
    private record Turn(Asked asked, FoundRecording.@Nullable Place after) {}

    private Round round(SearchData data, Search search, int skip) throws Exception {
        var turns = turns(data, search, skip);
        var ours = new double[times];
        var bare = new double[times];
        warm(data, turns);
        int pairs = 0;
        double byHand = 0;
        for (int i = 0; i < times && (pairs < FEWEST || byHand < LONGEST_MS); i++) {
            Turn turn = turns.get(i);
            pairs = i + 1;
            // Who goes first changes: what the first finds in no cache is the other's as often.
            for (int half = 0; half < 2; half++) {
                boolean our = (half == 0) == (i % 2 == 0);
                long began = System.nanoTime();
                int found = our ? ours(data, turn) : byHand(data, turn);
                double ms = (System.nanoTime() - began) / 1e6;
                (our ? ours : bare)[i] = ms;
                byHand += our ? 0 : ms;
                if (found == 0 && skip == 0 && !search.sparse()) {
                    throw new IllegalStateException(search.name() + " found nothing");
                }
            }
        }
        return new Round(Spread.of(Arrays.copyOf(ours, pairs)), Spread.of(Arrays.copyOf(bare, pairs)));
    }

    /** As a server that has answered for a while: what is asked first must not be measured with code that is being compiled. */
    private void warmUp(SearchData data) throws Exception {
        for (Search search : SEARCHES) {
            if (search.name().startsWith(named)) {
                var turns = turns(data, search, 0);
                for (int i = 0; i < WARM_UP / SEARCHES.size(); i++) {
                    ours(data, turns.get(i % turns.size()));
                    byHand(data, turns.get(i % turns.size()));
                }
            }
        }
    }

    /**
     * Unmeasured, and for both alike: {@value #WARM} pairs, and then each question that will be measured once by both, in turns.
     * What a page costs is asked of a database that is in use, and not how long the disk takes for what nobody has read yet.
     */
    private static void warm(SearchData data, List<Turn> turns) throws Exception {
        var asked = new HashSet<Turn>();
        for (int i = 0; i < turns.size(); i++) {
            if (!asked.add(turns.get(i)) && i >= WARM) {
                continue;
            }
            for (int half = 0; half < 2; half++) {
                if ((half == 0) == (i % 2 == 0)) {
                    ours(data, turns.get(i));
                } else {
                    byHand(data, turns.get(i));
                }
            }
        }
    }

    /** Looked up before anything is measured, so that between two measured questions there is nothing else. */
    private List<Turn> turns(SearchData data, Search search, int skip) throws Exception {
        var random = new Random(7);
        var places = new HashMap<String, Optional<FoundRecording.Place>>();
        var turns = new ArrayList<Turn>();
        for (int i = 0; i < times; i++) {
            Asked asked = search.asks().apply(data, random);
            String question = asked.filter().encode();
            if (skip > 0 && !search.sparse() && !places.containsKey(question)) {
                places.put(question, Optional.ofNullable(place(data, asked, skip)));
            }
            turns.add(new Turn(
                    asked, places.getOrDefault(question, Optional.empty()).orElse(null)));
        }
        return turns;
    }

    private static int ours(SearchData data, Turn turn) throws Exception {
        return await(data.search.page(SearchRows.ORG, turn.asked().filter(), turn.after(), PAGE + 1, true))
                .size();
    }

    private static int byHand(SearchData data, Turn turn) throws Exception {
        Tuple values = values(turn.asked());
        String where = turn.asked().where();
        FoundRecording.Place after = turn.after();
        if (after != null) {
            OffsetDateTime at = after.claimedAt().atOffset(ZoneOffset.UTC);
            values.addValue(at).addValue(at).addValue(after.id());
            int n = values.size();
            where += " AND r.claimed_at <= $" + (n - 2) + " AND (r.claimed_at, r.id) < ($" + (n - 1) + ", $" + n + ")";
        }
        return await(data.database
                        .pool()
                        .preparedQuery(
                                "SELECT p.id, p.claimed_at, p.started_at, p.duration_ms, p.state, p.problem, p.outcome, p.disposition,"
                                        + " p.note, p.score, p.flagged, p.held, p.callback_id, p.retain_until, m.name, c.external_ref, c.name,"
                                        + " f.e164, a.code, a.name FROM (SELECT * FROM recording r WHERE r.org_id = $1 AND r.state <> 'PENDING'"
                                        + " AND " + where + " ORDER BY r.claimed_at DESC, r.id DESC LIMIT " + (PAGE + 1)
                                        + ") p"
                                        + " LEFT JOIN campaign m ON m.id = p.campaign_id LEFT JOIN customer c ON c.id = p.customer_id"
                                        + " LEFT JOIN agent a ON a.id = p.agent_id LEFT JOIN customer_phone f ON f.customer_id = p.customer_id"
                                        + " AND f.number_key = p.number_key ORDER BY p.claimed_at DESC, p.id DESC")
                        .execute(values))
                .rowCount();
    }

    /** Where the hundredth page begins; of fewer rows, where the last does. */
    private static FoundRecording.@Nullable Place place(SearchData data, Asked asked, int skip) throws Exception {
        String begin = " FROM recording r WHERE r.org_id = $1 AND r.state <> 'PENDING' AND " + asked.where();
        long found = await(data.database
                        .pool()
                        .preparedQuery("SELECT count(*) FROM (SELECT" + begin + " LIMIT " + skip + ") p")
                        .execute(values(asked)))
                .iterator()
                .next()
                .getLong(0);
        long wanted = found == skip ? skip : Math.max(0, (found - 1) / PAGE * PAGE);
        if (wanted == 0) {
            return null;
        }
        var row = await(data.database
                        .pool()
                        .preparedQuery("SELECT r.claimed_at, r.id" + begin
                                + " ORDER BY r.claimed_at DESC, r.id DESC LIMIT 1 OFFSET " + (wanted - 1))
                        .execute(values(asked)))
                .iterator()
                .next();
        return new FoundRecording.Place(row.getOffsetDateTime(0).toInstant(), row.getUUID(1));
    }

    private static Tuple values(Asked asked) {
        var values = Tuple.of(SearchRows.ORG);
        asked.values().forEach(values::addValue);
        return values;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    /** As PostgreSQL's {@code md5(text)::uuid}. */
    private static UUID uuid(String text) {
        String hex = HexFormat.of().formatHex(digest("MD5", text));
        return UUID.fromString(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    }

    private static byte[] sha256(String text) {
        return digest("SHA-256", text);
    }

    private static byte[] digest(String name, String text) {
        try {
            return java.security.MessageDigest.getInstance(name)
                    .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
