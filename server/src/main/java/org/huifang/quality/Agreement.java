package org.huifang.quality;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far two auditors agree on the same items.
 *
 * @param items that both marked
 * @param percent of them marked alike, 0 to 100
 * @param kappa Cohen's: agreement beyond chance, at most 1; null where both always gave the same one mark, so that there is no
 *     chance to agree beyond
 */
public record Agreement(int items, double percent, @Nullable Double kappa) {

    /** The marks of one item by the two. */
    public record Pair(Mark first, Mark second) {}

    /** @param pairs at least one; of several calls together */
    static Agreement of(List<Pair> pairs) {
        Map<Mark, Integer> first = new EnumMap<>(Mark.class);
        Map<Mark, Integer> second = new EnumMap<>(Mark.class);
        int alike = 0;
        for (Pair pair : pairs) {
            first.merge(pair.first(), 1, Integer::sum);
            second.merge(pair.second(), 1, Integer::sum);
            if (pair.first() == pair.second()) {
                alike++;
            }
        }
        long chance = 0;
        for (Mark mark : Mark.values()) {
            chance += (long) first.getOrDefault(mark, 0) * second.getOrDefault(mark, 0);
        }
        int items = pairs.size();
        long all = (long) items * items;
        return new Agreement(
                items,
                100.0 * alike / items,
                chance == all ? null : ((double) alike * items - chance) / (all - chance));
    }
}
