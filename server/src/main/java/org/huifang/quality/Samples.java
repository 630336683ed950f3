package org.huifang.quality;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.huifang.audit.Audit;
import org.huifang.audit.AuditEntry;
import org.huifang.db.Database;
import org.huifang.db.Ids;
import org.huifang.db.Times;
import org.huifang.identity.SignedIn;

/**
 * Draws samples (R77). Population, seed, draw and log entry are one commit: nobody sees a seed or a list before it is stored, and
 * whoever does not like a draw can draw again, but not without both standing in the list.
 */
public final class Samples {
    private static final int SEED_BYTES = 32;
    private static final String POPULATION = """
            SELECT count(*) AS n, string_agg(g || ' ' || id || E'\\n', '' ORDER BY g, id) AS lines
            FROM (%s) AS open
            """;
    private static final String SIZES = "SELECT g, count(*) AS n FROM (%s) AS open GROUP BY g";
    private static final String INSERT = """
            INSERT INTO sample (id, org_id, rule, amount, unit, bad_below, from_at, until_at, campaign_id, agent_id, scorecard_id,
                scorecard_version, due_on, reason, seed, population, population_sha256, drawn, drawn_sha256, drawn_by, drawn_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            """;
    private static final String ITEMS = """
            INSERT INTO sample_item (sample_id, position, group_id, recording_id, claimed_at, agent_id, campaign_id)
            SELECT $1, d.position, d.g, r.id, r.claimed_at, r.agent_id, r.campaign_id
            FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS d (g, id, position)
            JOIN recording r ON r.id = d.id AND r.claimed_at >= $4 AND r.claimed_at < $5
            """;

    private final Database database;
    private final Scorecards scorecards;
    private final Audit audit;
    private final Clock clock;
    private final WorkerExecutor worker;
    private final Consumer<String> crashPoint;
    private final SecureRandom random = new SecureRandom();

    Samples(
            Vertx vertx,
            Database database,
            Scorecards scorecards,
            Audit audit,
            Clock clock,
            Consumer<String> crashPoint) {
        this.database = database;
        this.scorecards = scorecards;
        this.audit = audit;
        this.clock = clock;
        this.crashPoint = crashPoint;
        // Ranking a hundred thousand takes a moment that no call may wait for.
        this.worker = vertx.createSharedWorkerExecutor("quality-draw", 1);
    }

    /**
     * What a draw would be like now.
     *
     * @param population calls that can be drawn; @param groups agents or campaigns; @param drawn that would be drawn
     * @param most that can be drawn at once
     */
    public record Preview(long population, int groups, long drawn, int most) {}

    private record Made(List<Draw.Drawn> drawn, byte[] populationDigest, byte[] drawnDigest) {}

    /** Counts; draws nothing. */
    public Future<Preview> preview(SignedIn who, SampleRule rule) {
        rule.check();
        return database.pool()
                .preparedQuery(SIZES.formatted(rule.select()))
                .execute(rule.values(who.orgId()))
                .map(rows -> {
                    Amount amount = Amount.of(rule.amount(), rule.unit());
                    long population = 0;
                    long drawn = 0;
                    for (Row row : rows) {
                        population += row.getLong("n");
                        drawn += amount.of(Math.toIntExact(row.getLong("n")));
                    }
                    return new Preview(population, rows.size(), drawn, SampleRule.MOST_DRAWN);
                });
    }

    /** @return the sample's id; fails with a {@link Refusal} where there is nothing, or too much, to draw */
    public Future<UUID> draw(SqlConnection transaction, SignedIn who, SampleRule rule) {
        rule.check();
        UUID id = Ids.next();
        byte[] seed = new byte[SEED_BYTES];
        return scorecards
                .current(transaction, who.orgId(), rule.scorecardId())
                .compose(scorecard -> population(transaction, who, rule)
                        .compose(lines -> worker.executeBlocking(() -> {
                                    random.nextBytes(seed);
                                    return made(seed, lines, rule);
                                })
                                .compose(made -> store(transaction, who, id, rule, scorecard, seed, lines, made))))
                .onSuccess(done -> crashPoint.accept("sample-drawn"))
                .map(id);
    }

    private static Made made(byte[] seed, String lines, SampleRule rule) {
        List<Draw.Drawn> drawn = new Draw(seed).of(lines, Amount.of(rule.amount(), rule.unit()));
        if (drawn.size() > SampleRule.MOST_DRAWN) {
            throw Refusal.invalid(
                    "amount", drawn.size(), Remedy.SAMPLE_TOO_LARGE.with(drawn.size(), SampleRule.MOST_DRAWN));
        }
        return new Made(drawn, Draw.digest(lines), Draw.digest(drawn));
    }

    private static Future<String> population(SqlConnection transaction, SignedIn who, SampleRule rule) {
        return transaction
                .preparedQuery(POPULATION.formatted(rule.select()))
                .execute(rule.values(who.orgId()))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    long found = row.getLong("n");
                    if (found == 0) {
                        return Future.failedFuture(Refusal.invalid("rule", rule.rule(), Remedy.NOTHING_TO_DRAW.with()));
                    }
                    if (found > SampleRule.MOST) {
                        return Future.failedFuture(Refusal.invalid(
                                "until", rule.until(), Remedy.POPULATION_TOO_LARGE.with(SampleRule.MOST)));
                    }
                    return Future.succeededFuture(row.getString("lines"));
                });
    }

    private Future<Void> store(
            SqlConnection transaction,
            SignedIn who,
            UUID id,
            SampleRule rule,
            Scorecard scorecard,
            byte[] seed,
            String lines,
            Made made) {
        int population = Math.toIntExact(lines.lines().count());
        int drawn = made.drawn().size();
        var hex = HexFormat.of();
        Tuple row = Tuple.tuple()
                .addUUID(id)
                .addUUID(who.orgId())
                .addString(rule.rule().name())
                .addInteger(rule.amount())
                .addString(rule.unit() == null ? null : rule.unit().name())
                .addValue(rule.badBelow() == null ? null : rule.badBelow().shortValue())
                .addOffsetDateTime(rule.from())
                .addOffsetDateTime(rule.until())
                .addUUID(rule.campaignId())
                .addUUID(rule.agentId())
                .addUUID(scorecard.id())
                .addInteger(scorecard.version())
                .addLocalDate(rule.due())
                .addString(rule.reason())
                .addBuffer(Buffer.buffer(seed))
                .addInteger(population)
                .addBuffer(Buffer.buffer(made.populationDigest()))
                .addInteger(drawn)
                .addBuffer(Buffer.buffer(made.drawnDigest()))
                .addUUID(who.userId())
                .addOffsetDateTime(Times.at(clock.instant()));
        JsonObject told = rule.told()
                .put("version", scorecard.version())
                .put("algorithm", Draw.ALGORITHM)
                .put("seed", hex.formatHex(seed))
                .put("population", population)
                .put("populationSha256", hex.formatHex(made.populationDigest()))
                .put("drawn", drawn)
                .put("drawnSha256", hex.formatHex(made.drawnDigest()));
        return transaction
                .preparedQuery(INSERT)
                .execute(row)
                .compose(stored -> transaction
                        .preparedQuery("INSERT INTO sample_population (sample_id, lines) VALUES ($1, $2)")
                        .execute(Tuple.of(id, lines)))
                .compose(stored -> transaction
                        .preparedQuery(ITEMS)
                        .execute(Tuple.of(id)
                                .addArrayOfUUID(made.drawn().stream()
                                        .map(Draw.Drawn::group)
                                        .toArray(UUID[]::new))
                                .addArrayOfUUID(made.drawn().stream()
                                        .map(Draw.Drawn::recording)
                                        .toArray(UUID[]::new))
                                .addOffsetDateTime(rule.from())
                                .addOffsetDateTime(rule.until())))
                .compose(stored -> stored.rowCount() == drawn
                        ? audit.append(
                                transaction,
                                AuditEntry.byUser(who.orgId(), who.userId(), "sample.draw", "sample", id, told))
                        : Future.failedFuture(new IllegalStateException(
                                "of " + drawn + " drawn recordings only " + stored.rowCount() + " are there")));
    }

    /**
     * Whether seed and population, as they are stored, give what was drawn.
     *
     * @param same both digests and each drawn recording in its place
     * @param algorithm how it is done, as docs/quality.md tells
     */
    public record Repeated(
            boolean same, String algorithm, String seed, String populationSha256, String drawnSha256, int drawn) {}

    public Future<Repeated> repeat(SignedIn who, UUID id) {
        return database.pool()
                .preparedQuery(
                        "SELECT s.seed, s.population_sha256, s.drawn_sha256, s.rule, s.amount, s.unit, p.lines,"
                                + " (SELECT string_agg(i.group_id || ' ' || i.recording_id || E'\\n', '' ORDER BY i.position)"
                                + " FROM sample_item i WHERE i.sample_id = s.id) AS items"
                                + " FROM sample s JOIN sample_population p ON p.sample_id = s.id WHERE s.id = $1 AND s.org_id = $2")
                .execute(Tuple.of(id, who.orgId()))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Refusal.notFound("id", id))
                        : worker.executeBlocking(() -> repeated(rows.iterator().next())));
    }

    private static Repeated repeated(Row row) {
        byte[] seed = row.getBuffer("seed").getBytes();
        String unit = row.getString("unit");
        Amount amount = Amount.of(row.getInteger("amount"), unit == null ? null : SampleRule.Unit.valueOf(unit));
        String lines = row.getString("lines");
        List<Draw.Drawn> drawn = new Draw(seed).of(lines, amount);
        var hex = HexFormat.of();
        String population = hex.formatHex(Draw.digest(lines));
        String digest = hex.formatHex(Draw.digest(drawn));
        var again = new StringBuilder();
        drawn.forEach(one -> again.append(one.line()));
        boolean same = population.equals(
                        hex.formatHex(row.getBuffer("population_sha256").getBytes()))
                && digest.equals(hex.formatHex(row.getBuffer("drawn_sha256").getBytes()))
                && again.toString().equals(row.getString("items"));
        return new Repeated(same, Draw.ALGORITHM, hex.formatHex(seed), population, digest, drawn.size());
    }

    Future<Void> stop() {
        return worker.close();
    }
}
