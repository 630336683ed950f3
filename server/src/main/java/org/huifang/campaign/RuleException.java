package org.huifang.campaign;

import org.jspecify.annotations.Nullable;

/** A campaign rule that cannot be kept; names the field, the value and the remedy. */
public final class RuleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String field;
    private final String value;
    private final String remedy;

    public RuleException(String field, @Nullable Object value, String remedy) {
        super(field + " = " + value + ": " + remedy);
        this.field = field;
        this.value = String.valueOf(value);
        this.remedy = remedy;
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
}
