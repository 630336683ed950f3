package org.huifang.campaign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.huifang.Remedy;

/**
 * When a customer asked to be called (R21, R23), in the customer's zone. They stand instead of every campaign's windows,
 * and may lie in hours that are barred otherwise (R31).
 */
public final class OwnSlots {
    private static final int AT_MOST = 10;

    private OwnSlots() {}

    /** As {@code customer.own_slots} stores them: {@code SATURDAY 10:00-11:30}. */
    public static String[] write(List<Window> slots) {
        return slots.stream()
                .map(slot -> slot.days() + " " + slot.fromText() + "-" + slot.toText())
                .toArray(String[]::new);
    }

    public static List<Window> read(String[] stored) {
        return Arrays.stream(stored)
                .map(text -> {
                    int space = text.indexOf(' ');
                    int dash = text.indexOf('-', space);
                    return Window.parse(
                            text.substring(space + 1, dash),
                            text.substring(dash + 1),
                            Window.Days.valueOf(text.substring(0, space)));
                })
                .sorted(Comparator.comparing(Window::from))
                .toList();
    }

    /**
     * As a person gives them: {@code SATURDAY 10:00-11:30; WORKING_DAYS 19:00-20:00}.
     *
     * @throws RuleException naming what cannot be used
     */
    public static List<Window> parse(String text) {
        var slots = new ArrayList<Window>();
        for (String part : text.split("[;；]")) {
            String slot = part.strip().replace('–', '-');
            if (slot.isEmpty()) {
                continue;
            }
            if (!slot.matches("[A-Z_]+ \\d\\d:\\d\\d-\\d\\d:\\d\\d") || !Window.Days.known(slot.split(" ")[0])) {
                throw new RuleException("slots", slot, Remedy.SLOT_FORM.with(Arrays.toString(Window.Days.values())));
            }
            slots.addAll(read(new String[] {slot}));
        }
        return checked(slots);
    }

    /** @throws RuleException when there are too many, or two overlap */
    public static List<Window> checked(List<Window> slots) {
        if (slots.size() > AT_MOST) {
            throw new RuleException("slots", slots.size(), Remedy.TOO_MANY.with(AT_MOST));
        }
        return slots.isEmpty() ? List.of() : Window.sortedApart(slots, "slots");
    }
}
