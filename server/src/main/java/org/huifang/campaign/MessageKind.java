package org.huifang.campaign;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Why a customer is written to. */
public enum MessageKind {
    /** The last of the attempts went unanswered (R33). */
    EXHAUSTED("exhausted"),
    /** The customer asked to be called at another time (R36). */
    NOT_CONVENIENT("notConvenient", "time"),
    /** The customer does not want to be called (R42). */
    REFUSES_CALLS("refusesCalls");

    private final String field;
    private final Set<String> variables;

    MessageKind(String field, String... more) {
        this.field = "messages." + field;
        var all = new TreeSet<>(Set.of("name", "callerId", "matter"));
        all.addAll(Set.of(more));
        this.variables = java.util.Collections.unmodifiableSet(all);
    }

    /** What a template of this kind may name. */
    public Set<String> variables() {
        return variables;
    }

    /** Where it stands in the rules. */
    public String field() {
        return field;
    }

    /** @throws RuleException when there is no such kind */
    public static MessageKind read(String text) {
        for (MessageKind kind : values()) {
            if (kind.name().equals(text.toUpperCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw new RuleException("kind", text, "use EXHAUSTED, NOT_CONVENIENT or REFUSES_CALLS");
    }
}
