package org.huifang.bench;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
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
    private static final int WARM = 20;
    private static final double OF_BARE = 1.2;
    private static final double OF_SMALL = 3;

    private final Path folder;
    private final int rows;
    private final int times;

    /** @param times each page is asked for, by us and by hand */
    SearchPart(Path folder, int rows, int times) {
        this.folder = folder;
        this.rows = rows;
        this.times = times;
    }

    /** A question: what is asked of us, and the same by hand with its values. */
    private record Asked(JsonObject filter, String where, List<Object> values) {}

    private record Search(String name, BiFunction<SearchData, Random, Asked> asks) {}

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
        try (var postgres = EmbeddedPostgres.start(folder.resolve("search"))) {
            long began = System.nanoTime();
            try (var small = new SearchData(postgres, "small", SMALL, folder.resolve("keys-small"));
                    var data = new SearchData(postgres, "large", rows, folder.resolve("keys"))) {
                System.out.printf(
                        Locale.ROOT,
                        "search: %d recordings made in %.0f s%n",
                        data.rows,
                        (System.nanoTime() - began) / 1e9);
                System.out.printf(
                        "%-22s %-5s %10s %10s %10s %10s %12s%n",
                        "search", "page", "p50 ms", "p99 ms", "bare p50", "bare p99", "at 100,000");
                double worstOfBare = 0;
                double worstOfSmall = 0;
                for (Search search : SEARCHES) {
                    for (int skip : new int[] {0, HUNDREDTH}) {
                        Round before = round(small, search, skip);
                        Round now = round(data, search, skip);
                        System.out.printf(
                                Locale.ROOT,
                                "%-22s %-5s %10.2f %10.2f %10.2f %10.2f %12.2f%n",
                                search.name(),
                                skip == 0 ? "1" : "100",
                                now.ours().median(),
                                now.ours().percentile(0.99),
                                now.bare().median(),
                                now.bare().percentile(0.99),
                                before.ours().percentile(0.99));
                        double ofBare = now.ours().percentile(0.99) / now.bare().percentile(0.99);
                        double ofSmall =
                                now.ours().percentile(0.99) / before.ours().percentile(0.99);
                        worstOfBare = Math.max(worstOfBare, ofBare);
                        worstOfSmall = Math.max(worstOfSmall, ofSmall);
                        String page = search.name() + (skip == 0 ? ", first page" : ", hundredth page");
                        bars.add(Bar.atMost(page + ": p99, of the same by hand", ofBare, OF_BARE));
                        bars.add(Bar.atMost(page + ": p99, of itself at 100,000", ofSmall, OF_SMALL));
                    }
                }
                TrigramComparison.print(data);
                System.out.printf(
                        Locale.ROOT,
                        "bench recordings: search_rows=%d worst_of_bare=%.2f worst_of_small=%.2f%n",
                        data.rows,
                        worstOfBare,
                        worstOfSmall);
            }
        }
        return bars;
    }

    private record Round(Spread ours, Spread bare) {}

    private Round round(SearchData data, Search search, int skip) throws Exception {
        var random = new Random(7);
        var ours = new double[times];
        var bare = new double[times];
        for (int i = -WARM; i < times; i++) {
            Asked asked = search.asks().apply(data, random);
            FoundRecording.Place after = skip == 0 ? null : place(data, asked, skip);
            // Who goes first changes, so that what the first finds in no cache is the other's as often.
            for (int turn = 0; turn < 2; turn++) {
                boolean our = (turn == 0) == (i % 2 == 0);
                long began = System.nanoTime();
                int found = our ? ours(data, asked, after) : byHand(data, asked, after);
                double ms = (System.nanoTime() - began) / 1e6;
                if (i >= 0) {
                    (our ? ours : bare)[i] = ms;
                }
                if (found == 0
                        && skip == 0
                        && !search.name().startsWith("customer")
                        && !search.name().startsWith("number")) {
                    throw new IllegalStateException(search.name() + " found nothing");
                }
            }
        }
        return new Round(Spread.of(ours), Spread.of(bare));
    }

    private static int ours(SearchData data, Asked asked, FoundRecording.@Nullable Place after) throws Exception {
        return await(data.search.page(SearchData.ORG, asked.filter(), after, PAGE + 1, true))
                .size();
    }

    private static int byHand(SearchData data, Asked asked, FoundRecording.@Nullable Place after) throws Exception {
        Tuple values = values(asked);
        String where = asked.where();
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
        var found = await(data.database
                .pool()
                .preparedQuery(
                        "SELECT claimed_at, id, row_number() OVER () AS nr FROM (SELECT r.claimed_at, r.id FROM recording r WHERE r.org_id = $1"
                                + " AND r.state <> 'PENDING' AND " + asked.where()
                                + " ORDER BY r.claimed_at DESC, r.id DESC LIMIT " + skip + ") p")
                .execute(values(asked)));
        int wanted = Math.max(0, (found.rowCount() - 1) / PAGE * PAGE);
        for (var row : found) {
            if (row.getLong(2) == (found.rowCount() == skip ? skip : wanted)) {
                return new FoundRecording.Place(row.getOffsetDateTime(0).toInstant(), row.getUUID(1));
            }
        }
        return null;
    }

    private static Tuple values(Asked asked) {
        var values = Tuple.of(SearchData.ORG);
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
