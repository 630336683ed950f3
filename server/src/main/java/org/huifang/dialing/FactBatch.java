package org.huifang.dialing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.huifang.db.ShortTransaction;
import org.jspecify.annotations.Nullable;

/** Facts of several attempts, written by one statement. */
final class FactBatch {
    /** What the facts of one attempt add up to; of each kind the last one counts. */
    private static final class Sum {
        @Nullable
        OffsetDateTime rang;

        @Nullable
        String basis;

        @Nullable
        OffsetDateTime answered;

        @Nullable
        OffsetDateTime bridged;

        void add(AttemptFact fact) {
            OffsetDateTime at = Claimer.utc(fact.at());
            if (fact.ringBasis() != null) {
                rang = at;
                basis = fact.ringBasis().name();
            } else if (fact.kind().equals(AttemptFact.ANSWERED)) {
                answered = at;
            } else if (fact.kind().equals(AttemptFact.BRIDGED)) {
                bridged = bridged == null ? at : bridged;
            }
        }
    }

    private final List<AttemptFact> facts = new ArrayList<>();

    void add(AttemptFact fact) {
        facts.add(fact);
    }

    boolean isEmpty() {
        return facts.isEmpty();
    }

    /** @return the attempts that were still there */
    Future<Set<UUID>> write(ShortTransaction transaction) {
        Map<UUID, Sum> sums = new LinkedHashMap<>();
        facts.forEach(
                fact -> sums.computeIfAbsent(fact.attempt(), id -> new Sum()).add(fact));
        var values = Tuple.tuple()
                .addArrayOfUUID(sums.keySet().toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(times(sums, sum -> sum.rang))
                .addArrayOfString(sums.values().stream().map(sum -> sum.basis).toArray(String[]::new))
                .addArrayOfOffsetDateTime(times(sums, sum -> sum.answered))
                .addArrayOfOffsetDateTime(times(sums, sum -> sum.bridged))
                .addArrayOfOffsetDateTime(
                        facts.stream().map(fact -> Claimer.utc(fact.at())).toArray(OffsetDateTime[]::new))
                .addArrayOfUUID(facts.stream().map(AttemptFact::id).toArray(UUID[]::new))
                .addArrayOfUUID(facts.stream().map(AttemptFact::attempt).toArray(UUID[]::new))
                .addArrayOfString(facts.stream().map(AttemptFact::kind).toArray(String[]::new))
                .addValue(facts.stream().map(AttemptFact::detail).toArray(io.vertx.core.json.JsonObject[]::new));
        return transaction.execute(AttemptSql.FACTS, values).map(rows -> {
            var there = new HashSet<UUID>();
            for (Row row : rows) {
                there.add(row.getUUID(0));
            }
            return there;
        });
    }

    private static @Nullable OffsetDateTime[] times(
            Map<UUID, Sum> sums, Function<Sum, @Nullable OffsetDateTime> which) {
        return sums.values().stream().map(which).toArray(OffsetDateTime[]::new);
    }
}
