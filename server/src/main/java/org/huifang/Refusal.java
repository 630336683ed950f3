package org.huifang;

import java.util.List;
import java.util.Map;
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

    /**
     * @param value what was given; null where it is long or secret
     * @param remedy in English
     * @param code name of the {@link Remedy}; null: this remedy is for programs only
     * @param values that the remedy's text holds
     */
    public record Field(
            String field,
            @Nullable String value,
            String remedy,
            @Nullable String code,
            @Nullable Map<String, String> values) {

        public Field(String field, @Nullable String value, String remedy) {
            this(field, value, remedy, null, null);
        }

        /** What a refusal says of no field, said of this one. */
        public static Field of(String field, Refusal refusal) {
            Remedy.Said said = refusal.said();
            return said == null ? new Field(field, null, refusal.detail()) : of(field, null, said);
        }

        static Field of(String field, @Nullable Object value, Remedy.Said remedy) {
            return new Field(
                    field, value == null ? null : shortened(value), remedy.text(), remedy.code(), remedy.values());
        }
    }

    private final Kind kind;
    private final transient List<Field> fields;
    private final transient Remedy.@Nullable Said said;

    private Refusal(Kind kind, String detail, List<Field> fields) {
        this(kind, detail, fields, null);
    }

    private Refusal(Kind kind, String detail, List<Field> fields, Remedy.@Nullable Said said) {
        super(detail, null, false, false);
        this.kind = kind;
        this.fields = fields;
        this.said = said;
    }

    /** A value that cannot be used. */
    public static Refusal invalid(String field, @Nullable Object value, String remedy) {
        return new Refusal(
                Kind.INVALID,
                field + ": " + remedy,
                List.of(new Field(field, value == null ? null : shortened(value), remedy)));
    }

    /** A value that cannot be used, said in the reader's language by the pages. */
    public static Refusal invalid(String field, @Nullable Object value, Remedy.Said remedy) {
        return new Refusal(Kind.INVALID, field + ": " + remedy.text(), List.of(Field.of(field, value, remedy)));
    }

    public static Refusal conflict(String field, @Nullable Object value, Remedy.Said remedy) {
        return new Refusal(Kind.CONFLICT, field + ": " + remedy.text(), List.of(Field.of(field, value, remedy)));
    }

    public static Refusal invalid(String detail, List<Field> fields) {
        return new Refusal(Kind.INVALID, detail, List.copyOf(fields));
    }

    public static Refusal notFound(String field, @Nullable Object value) {
        return new Refusal(
                Kind.NOT_FOUND, field + " was not found", List.of(Field.of(field, value, Remedy.NOT_FOUND.with())));
    }

    /** It is there already, or in a state that does not allow it. */
    public static Refusal conflict(String field, @Nullable Object value, String remedy) {
        return new Refusal(
                Kind.CONFLICT,
                field + ": " + remedy,
                List.of(new Field(field, value == null ? null : shortened(value), remedy)));
    }

    /** Whoever asks may not; said in the reader's language by the pages. */
    public static Refusal forbidden(Remedy.Said remedy) {
        return new Refusal(Kind.FORBIDDEN, remedy.text(), List.of(Field.of("who", null, remedy)));
    }

    /** Of no field, and for programs only. */
    public static Refusal of(Kind kind, String detail) {
        return new Refusal(kind, detail, List.of());
    }

    /** Of no field; said in the reader's language by the pages. */
    public static Refusal of(Kind kind, Remedy.Said said) {
        return new Refusal(kind, said.text(), List.of(), said);
    }

    public Kind kind() {
        return kind;
    }

    public List<Field> fields() {
        return fields;
    }

    /** What is said of the whole; null: the fields say it, or it is for programs only. */
    public Remedy.@Nullable Said said() {
        return said;
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
