package org.huifang;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What stands behind a command: {@code --name value}, or {@code --name} alone. */
record Options(Map<String, String> values) {

    /**
     * @param known the names that this command takes; one that begins with '!' takes no value
     * @throws IllegalStateException naming the argument that cannot be used
     */
    static Options parse(List<String> arguments, String... known) {
        var values = new HashMap<String, String>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String name = argument.startsWith("--") ? argument.substring(2) : "";
            if (Arrays.asList(known).contains("!" + name)) {
                values.put(name, "");
            } else if (Arrays.asList(known).contains(name)) {
                if (i + 1 == arguments.size() || arguments.get(i + 1).startsWith("--")) {
                    throw new IllegalStateException(argument + " needs a value");
                }
                values.put(name, arguments.get(++i));
            } else {
                throw new IllegalStateException("'" + argument + "' is not understood; this command takes "
                        + Arrays.stream(known)
                                .map(option ->
                                        option.startsWith("!") ? "--" + option.substring(1) : "--" + option + " …")
                                .collect(Collectors.joining(", ")));
            }
        }
        return new Options(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The settings that {@code --config} names. */
    ServerConfig config() {
        return ConfigFile.read(Path.of(get("config")
                .orElseThrow(() -> new IllegalStateException(
                        "name the settings with --config FILE; config/huifang.yaml is an example"))));
    }
}
