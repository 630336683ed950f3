package org.huifang.quality;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/** What a call is scored by: a version of a scorecard, which never changes. */
public record Scorecard(UUID id, int version, String nameZh, String nameEn, List<Item> items) {

    /** What a failed item is put down to in the statistics (R69). */
    public enum Cause {
        ATTITUDE,
        PRICE,
        WAITING,
        SKILL,
        PRODUCT,
        ADVERTISING,
        OTHER
    }

    /**
     * @param code unique within the scorecard; the same in later versions while the item means the same
     * @param weight 0 to 100, relative to the other items that apply; 0 only where it is fatal
     * @param fatal failed, it makes the whole score 0
     */
    public record Item(
            String code,
            String textZh,
            String textEn,
            int weight,
            boolean fatal,
            @Nullable Cause cause) {}

    /** What somebody wrote and wants published. */
    public record Draft(String nameZh, String nameEn, List<Item> items) {
        /** @throws Refusal naming the field */
        void check() {
            var codes = new HashSet<String>();
            boolean weighs = false;
            for (int i = 0; i < items.size(); i++) {
                Item item = items.get(i);
                if (!codes.add(item.code())) {
                    throw Refusal.invalid("items." + i + ".code", item.code(), Remedy.TAKEN.with());
                }
                if (item.weight() == 0 && !item.fatal()) {
                    throw Refusal.invalid("items." + i + ".weight", 0, Remedy.WEIGHT_NEEDED.with());
                }
                weighs |= item.weight() > 0;
            }
            if (!weighs) {
                throw Refusal.invalid("items", null, Remedy.WEIGHT_NEEDED.with());
            }
        }
    }

    /**
     * @param score 0 to 100
     * @param fatal codes of the fatal items that failed; then the score is 0
     */
    public record Result(int score, List<String> fatal) {}

    /**
     * The weighted share of what applies, rounded to the nearest whole number, half up; 0 where a fatal item failed.
     *
     * @param marks by code
     * @throws Refusal where an item has no mark, a mark has no item, a fatal item is half met, or nothing that weighs applies
     */
    Result score(Map<String, Mark> marks) {
        for (String code : marks.keySet()) {
            if (items.stream().noneMatch(item -> item.code().equals(code))) {
                throw Refusal.invalid("marks", code, Remedy.NOT_ONE_OF.with());
            }
        }
        double got = 0;
        int whole = 0;
        for (Item item : items) {
            Mark mark = marks.get(item.code());
            if (mark == null) {
                throw Refusal.invalid("marks", item.code(), Remedy.IS_MISSING.with());
            }
            if (item.fatal() && mark == Mark.PARTLY) {
                throw Refusal.invalid("marks", item.code(), Remedy.FATAL_YES_OR_NO.with());
            }
            if (mark.counts()) {
                got += item.weight() * mark.share();
                whole += item.weight();
            }
        }
        if (whole == 0) {
            throw Refusal.invalid("marks", null, Remedy.NOTHING_APPLIES.with());
        }
        List<String> fatal = items.stream()
                .filter(item -> item.fatal() && marks.get(item.code()) == Mark.NOT_MET)
                .map(Item::code)
                .toList();
        return new Result(fatal.isEmpty() ? (int) Math.round(100 * got / whole) : 0, fatal);
    }
}
