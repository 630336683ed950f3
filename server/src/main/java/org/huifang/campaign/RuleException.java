package org.huifang.campaign;

import org.huifang.Refusal;
import org.huifang.Remedy;
import org.jspecify.annotations.Nullable;

/** A campaign rule that cannot be kept; names the field, the value and the remedy. */
public final class RuleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String field;
    private final String value;
    private final String remedy;
    private final transient Remedy.@Nullable Said said;

    /** For programs only: it has no code by which pages say it in other languages. */
    public RuleException(String field, @Nullable Object value, String remedy) {
        this(field, value, remedy, null);
    }

    public RuleException(String field, @Nullable Object value, Remedy.Said remedy) {
        this(field, value, remedy.text(), remedy);
    }

    private RuleException(String field, @Nullable Object value, String remedy, Remedy.@Nullable Said said) {
        super(field + " = " + value + ": " + remedy);
        this.field = field;
        this.value = String.valueOf(value);
        this.remedy = remedy;
        this.said = said;
    }

    public String field() {
        return field;
    }

    public String value() {
        return value;
    }

    public String remedy() {
        return remedy;
    }

    /** @param before what stands before the field where the rules are a part of something, as {@code rules.} */
    public Refusal refusal(String before) {
        return said == null
                ? Refusal.invalid(before + field, value, remedy)
                : Refusal.invalid(before + field, value, said);
    }
}
