package org.huifang.recording.store;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where one sealed file is.
 *
 * @param store name of the store, as in {@code recording.store}: {@value FolderStore#STORE} …
 * @param name below the store's root, as {@code 2026/11/22/<id>.hfr}
 * @param version what the store calls this one content of that name; null where a name has one content only
 */
public record Stored(String store, String name, @Nullable String version) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.~-]+(/[A-Za-z0-9_.~-]+)*");

    public Stored {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name in a store: " + name);
        }
    }
}
