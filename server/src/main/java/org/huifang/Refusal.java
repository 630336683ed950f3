package org.huifang;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why something that a person or a program asked for is not done; always with the field and the remedy. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal; the web room gives each its status. */
    public enum Kind {
        INVALID,
        NOT_SIGNED_IN,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        TOO_LARGE,
        BUSY,
        UNAVAILABLE
    }

    /** @param value what was given; null where it is long or secret */
    public record Field(String field, @Nullable String value, String remedy) {}

    private final Kind kind;
    private final transient List<Field> fields;

    private Refusal(Kind kind, String detail, List<Field> fields) {
        super(detail, null, false, false);
        this.kind = kind;
        this.fields = fields;
    }

    /** A value that cannot be used. */
    public static Refusal invalid(String field, @Nullable Object value, String remedy) {
        return new Refusal(
                Kind.INVALID,
                field + ": " + remedy,
                List.of(new Field(field, value == null ? null : shortened(value), remedy)));
    }

    public static Refusal invalid(String detail, List<Field> fields) {
        return new Refusal(Kind.INVALID, detail, List.copyOf(fields));
    }

    public static Refusal notFound(String field, @Nullable Object value) {
        String remedy = "there is none; check it";
        return new Refusal(
                Kind.NOT_FOUND,
                field + " was not found",
                List.of(new Field(field, value == null ? null : shortened(value), remedy)));
    }

    /** It is there already, or in a state that does not allow it. */
    public static Refusal conflict(String field, @Nullable Object value, String remedy) {
        return new Refusal(
                Kind.CONFLICT,
                field + ": " + remedy,
                List.of(new Field(field, value == null ? null : shortened(value), remedy)));
    }

    public static Refusal of(Kind kind, String detail) {
        return new Refusal(kind, detail, List.of());
    }

    public Kind kind() {
        return kind;
    }

    public List<Field> fields() {
        return fields;
    }

    /** The detail; never null. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 80 ? text : text.substring(0, 77) + "…";
    }
}
