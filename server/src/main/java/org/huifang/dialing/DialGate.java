package org.huifang.dialing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether this node may place calls now, and if not, why: the first reason of those that look. */
public final class DialGate {
    private final Map<String, Supplier<Optional<String>>> conditions = new LinkedHashMap<>();

    /** @param reason empty while this part has nothing against dialing; asked before every claim, so cheap */
    public void add(String name, Supplier<Optional<String>> reason) {
        conditions.put(name, reason);
    }

    public Optional<String> closedBecause() {
        return conditions.values().stream()
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }
}
